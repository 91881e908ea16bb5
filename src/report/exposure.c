/* Exposure in words and as JSON (exposure.h). */
#include "report/exposure.h"

#include "base/when.h"
#include "report/say_money.h"

/* Tenths of a percent, rounded down; of more than there is, as under poison, all of it. */
static unsigned permille(struct u256 part, struct u256 whole)
{
	if (u256_is_zero(whole) || u256_compare(part, whole) >= 0)
		return 1000;
	return (unsigned)u256_part(u256_of(1000), part, whole).w[0];
}

static bool has_exchange(const struct exposure_sum *s)
{
	for (size_t i = 0; i < s->path_count; i++)
		if (s->path[i].is_exchange)
			return true;
	return false;
}

static void add_path(struct text *t, struct edges *e, const struct exposure_sum *s)
{
	text_add_cstr(t, "      the largest part: ");
	say_account(t, e, s->path[0].by);
	for (size_t i = 0; i < s->path_count; i++) {
		text_add_cstr(t, " -> ");
		say_account(t, e, s->path[i].transfer.to);
		text_add_cstr(t, " (");
		when_print_day(t, s->path[i].transfer.order.time_s);
		text_add_cstr(t, s->path[i].is_exchange ? ", by exchange)" : ")");
	}
	text_add_byte(t, '\n');
}

void exposures_add_text(struct text *t, struct edges *edges, enum rule rule,
	const struct exposures *x, exposure_total *total, void *state)
{
	struct u256 in;
	for (size_t i = 0; i < x->count; i++) {
		const struct exposure_sum *s = &x->sums[i];
		text_printf(t, "    by the rule %s ", rule_name(rule));
		say_amount(t, edges, s->tainted, s->asset);
		text_printf(t, " that came in was %sat listed addresses before",
			has_exchange(s) ? "got for money that was " : "");
		if (total(state, s->asset, &in)) {
			unsigned part = permille(s->tainted, in);
			text_printf(t, ", %u.%u %% of it", part / 10, part % 10);
		}
		text_printf(t, "; the nearest is %u %s away\n", s->nearest,
			s->nearest == 1 ? "payment" : "payments");
		add_path(t, edges, s);
	}
	if (!x->count)
		text_printf(t,
			"    by the rule %s nothing that came in was at listed addresses "
			"before, as far as the ledger goes\n",
			rule_name(rule));
	if (x->broken_off)
		text_add_cstr(t, "    not all was followed: there may be more\n");
}

static void add_json_path(struct text *t, struct edges *e, const struct exposure_sum *s)
{
	text_add_cstr(t, ",\"path\":[");
	for (size_t i = 0; i < s->path_count; i++) {
		const struct transfer *row = &s->path[i].transfer;
		text_add_cstr(t, i ? ",{\"time\":\"" : "{\"time\":\"");
		when_print(t, row->order.time_s);
		text_add_cstr(t, "\",");
		say_json_account(t, e, "from", row->from);
		text_add_byte(t, ',');
		say_json_account(t, e, "to", row->to);
		text_add_byte(t, ',');
		say_json_amount(t, e, "tainted", s->path[i].tainted, row->asset);
		if (s->path[i].is_exchange) {
			text_add_byte(t, ',');
			say_json_account(t, e, "exchange_of", s->path[i].by);
		}
		text_add_cstr(t, ",\"tx\":\"");
		say_transaction(t, e, row);
		text_add_cstr(t, "\"}");
	}
	text_add_byte(t, ']');
}

void exposures_add_json(struct text *t, struct edges *edges, enum rule rule,
	const struct exposures *x, exposure_total *total, void *state)
{
	struct u256 in;
	text_printf(t, "{\"rule\":\"%s\",\"whole\":%s,\"sums\":[", rule_name(rule),
		x->broken_off ? "false" : "true");
	for (size_t i = 0; i < x->count; i++) {
		const struct exposure_sum *s = &x->sums[i];
		text_add_cstr(t, i ? ",{" : "{");
		say_json_sum(t, edges, "tainted", s->tainted, s->asset);
		text_add_byte(t, ',');
		if (total(state, s->asset, &in)) {
			say_json_amount(t, edges, "in", in, s->asset);
			text_add_byte(t, ',');
		}
		text_printf(t, "\"nearest\":%u", s->nearest);
		add_json_path(t, edges, s);
		text_add_byte(t, '}');
	}
	text_add_cstr(t, "]}");
}
