/* Patterns in words and as JSON (pattern.h). */
#include "report/pattern.h"

#include <math.h>

#include "base/when.h"
#include "report/escape.h"
#include "report/say_money.h"

static void add_sentence(struct text *t, const struct pattern_rules *rules,
	const struct pattern_finding *f)
{
	switch (f->pattern) {
	case PATTERN_PASS_THROUGH:
		text_printf(t,
			"pass-through: it paid on nearly all of the %zu payments that "
			"came in, "
			"within %.1f hours on average",
			f->count, f->hours);
		return;
	case PATTERN_FAN_OUT:
		text_printf(t,
			"fan-out: it paid about the same amount to %zu accounts within "
			"%.0f minutes",
			f->count, rules->fan_minutes);
		return;
	case PATTERN_FAN_IN:
		text_printf(t,
			"fan-in: %zu accounts paid it about the same amount within %.0f "
			"minutes",
			f->count, rules->fan_minutes);
		return;
	case PATTERN_STRUCTURING:
		text_printf(t,
			"structuring: %zu payments just under %.0f within %.0f days",
			f->count, rules->limit, rules->limit_days);
		return;
	case PATTERN_DORMANCY:
		text_printf(t,
			"dormancy: after %.0f days of silence most of what it had was "
			"paid "
			"away within a day",
			f->hours / 24);
		return;
	case PATTERN_RHYTHM:
		text_printf(t, "rhythm: %zu payments at even distances of %.1f hours",
			f->count, f->hours);
		return;
	case PATTERN_SWEEP:
		text_printf(t,
			"sweep: several paid it, and all went on to one and the same "
			"account "
			"in %zu payments, as from a deposit address",
			f->count);
		return;
	case PATTERN_PEEL:
		text_printf(t,
			"peel: %zu accounts in a row, of which this is the first, each "
			"took "
			"one "
			"payment, and made a small one and one that goes on",
			f->count);
		return;
	case PATTERNS: return;
	}
}

static void add_rates(
	struct text *t, const struct pattern_rules *rules, enum pattern pattern)
{
	double bad = rules->laundering[pattern], good = rules->ordinary[pattern];
	if (!isnan(bad) && !isnan(good))
		text_printf(t,
			" (measured at %.1f %% of accounts in laundering cases and %.1f "
			"%% of others)",
			100 * bad, 100 * good);
	else
		text_add_cstr(t, " (how common that is was not measured)");
}

void patterns_add_text(struct text *t, struct edges *edges,
	const struct pattern_rules *rules, const struct patterns *p)
{
	if (p->count)
		text_add_cstr(t,
			"    What its transfers look like; honest ones look so, too:\n");
	for (size_t i = 0; i < p->count; i++) {
		const struct pattern_finding *f = &p->found[i];
		const struct asset *asset = edges->ops->asset(edges, f->asset);
		text_add_cstr(t, "      ");
		add_sentence(t, rules, f);
		text_add_cstr(t, ", of ");
		escape_terminal(t, asset->symbol.n ? asset->symbol : asset->name);
		text_add_cstr(t, " from ");
		when_print(t, f->first.order.time_s);
		add_rates(t, rules, f->pattern);
		text_add_byte(t, '\n');
	}
	if (p->cut)
		text_printf(t,
			"    its patterns: only %d transfers in each direction were "
			"looked "
			"at\n",
			PATTERN_ROWS_MAX);
}

static bool has_hours(enum pattern pattern)
{
	return pattern == PATTERN_PASS_THROUGH || pattern == PATTERN_DORMANCY ||
	       pattern == PATTERN_RHYTHM;
}

static void add_json_rate(struct text *t, const char *key, double rate)
{
	if (!isnan(rate))
		text_printf(t, ",\"%s\":%.4f", key, rate);
}

void patterns_add_json(struct text *t, struct edges *edges,
	const struct pattern_rules *rules, const struct patterns *p)
{
	text_printf(t, "{\"whole\":%s,\"found\":[", p->cut ? "false" : "true");
	for (size_t i = 0; i < p->count; i++) {
		const struct pattern_finding *f = &p->found[i];
		const struct asset *asset = edges->ops->asset(edges, f->asset);
		text_add_cstr(t, i ? ",{" : "{");
		say_json(t, "pattern", span_from_cstr(pattern_name(f->pattern)));
		text_add_byte(t, ',');
		say_json(t, "asset", asset->name);
		text_printf(t, ",\"count\":%zu", f->count);
		if (has_hours(f->pattern))
			text_printf(t, ",\"hours\":%.3f", f->hours);
		text_add_cstr(t, ",\"from\":\"");
		when_print(t, f->first.order.time_s);
		text_add_byte(t, '"');
		add_json_rate(t, "laundering", rules->laundering[f->pattern]);
		add_json_rate(t, "ordinary", rules->ordinary[f->pattern]);
		text_add_byte(t, '}');
	}
	text_add_cstr(t, "]}");
}

/* ---- transactions */

void join_add_text(struct text *t, struct edges *edges, const struct pattern_rules *rules,
	const struct join *j)
{
	static const char *const words[JOIN_FORMS] = { [JOIN_EQUAL] =
							       "outputs of equal amounts",
		[JOIN_WHIRLPOOL] = "like those of Whirlpool",
		[JOIN_WASABI_1] = "like those of Wasabi 1",
		[JOIN_WASABI_2] = "like those of Wasabi 2" };
	if (j->cut)
		text_printf(t,
			"    Whether it is a CoinJoin was not looked at: it has more "
			"than %d rows\n",
			JOIN_ROWS_MAX);
	if (j->form == JOIN_NONE)
		return;
	text_printf(t, "    It has the form of a CoinJoin, %s: %zu of %zu outputs are ",
		words[j->form], j->equal, j->outputs);
	say_amount(t, edges, j->amount, j->asset);
	text_printf(t, " each, of %zu inputs", j->inputs);
	if (!isnan(rules->joins[j->form]))
		text_printf(t, " (measured at %.2f %% of transactions)",
			100 * rules->joins[j->form]);
	text_add_cstr(t,
		"\n    Whose money is in which output cannot be told: a trace through it "
		"is a guess, by its rule\n");
}

void join_add_json(struct text *t, struct edges *edges, const struct pattern_rules *rules,
	const struct join *j)
{
	text_printf(t,
		"{\"form\":\"%s\",\"whole\":%s,\"inputs\":%zu,\"unknown\":%zu,\"payers\":"
		"%zu,"
		"\"outputs\":%zu,\"equal\":%zu,",
		join_form_name(j->form), j->cut ? "false" : "true", j->inputs, j->unknown,
		j->payers, j->outputs, j->equal);
	say_json_amount(t, edges, "amount", j->amount, j->asset);
	add_json_rate(t, "ordinary", rules->joins[j->form]);
	text_add_byte(t, '}');
}
