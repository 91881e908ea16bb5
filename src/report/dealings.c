/* What a ledger knows of one account or transaction, in words and as JSON (dealings.h). */
#include "report/dealings.h"

#include <inttypes.h>

#include "base/when.h"
#include "report/escape.h"
#include "report/say_money.h"

/* Dealing with a listed one is a reason to ask, and says nothing of who somebody is. */
bool dealings_are_exposed(const struct dealings *d)
{
	return d->exposure.in || d->exposure.out || d->exposure.in_then ||
	       d->exposure.out_then;
}

bool dealings_total_in(void *dealings, uint32_t asset, struct u256 *in_r)
{
	const struct dealings *d = dealings;
	for (size_t i = 0; i < d->sum_count; i++)
		if (d->sums[i].asset == asset && !d->sums[i].too_large) {
			*in_r = d->sums[i].in;
			return true;
		}
	return false;
}

/* --- for people --- */

static void add_amount(
	struct text *t, const char *word, struct u256 amount, const struct asset *asset)
{
	text_printf(t, "%s ", word);
	u256_print(t, amount, asset->decimals);
}

static void add_exposure(struct text *t, const struct exposure *e)
{
	if (e->in || e->in_then)
		text_printf(t,
			"    received %" PRIu64
			" payments from addresses that are listed, "
			"%" PRIu64 " of addresses listed at that time\n",
			e->in, e->in_then);
	if (e->out || e->out_then)
		text_printf(t,
			"    paid %" PRIu64
			" times to addresses that are listed, %" PRIu64
			" times to addresses listed at that time\n",
			e->out, e->out_then);
}

static void add_imitation(struct text *t, struct edges *e, const struct imitation *i)
{
	text_add_cstr(t, "    ");
	say_account(t, e, i->imitator);
	text_add_cstr(t, i->proof == IMITATION_BY_AMOUNT
				 ? " dealt with it and is made to look like "
				 : " looks like, and deals less than, ");
	say_account(t, e, i->genuine);
	text_add_byte(t, '\n');
}

static void add_noise(struct text *t, struct edges *e, const struct dealings_noise *n)
{
	enum { SHOWN_MAX = 10 };
	if (n->nothing || n->counterfeit)
		text_printf(t,
			"    %" PRIu64 " transfers of nothing and %" PRIu64
			" of counterfeit tokens say nothing of it: anybody can make "
			"them\n",
			n->nothing, n->counterfeit);
	for (size_t i = 0; i < n->imitations.count && i < SHOWN_MAX; i++)
		add_imitation(t, e, &n->imitations.rows[i]);
	if (n->imitations.count > SHOWN_MAX)
		text_printf(t, "    and %zu more imitators\n",
			n->imitations.count - SHOWN_MAX);
}

void dealings_add_text(struct text *t, struct edges *e, const struct dealings *d)
{
	if (!d->there) {
		text_add_cstr(t, "no transfer.\n");
		return;
	}
	if (d->is_transaction)
		text_printf(t, "%" PRIu64 " payments, on ", d->in);
	else
		text_printf(t, "%" PRIu64 " transfers in, %" PRIu64 " out, from ", d->in,
			d->out);
	when_print(t, d->first_s);
	if (!d->is_transaction) {
		text_add_cstr(t, " to ");
		when_print(t, d->last_s);
	}
	text_add_cstr(t, ".\n");
	for (size_t i = 0; i < d->sum_count; i++) {
		const struct asset *asset = e->ops->asset(e, d->sums[i].asset);
		text_add_cstr(t, "    ");
		escape_terminal(t, asset->name);
		if (d->sums[i].too_large) {
			text_add_cstr(t, ": sums over 256 bits\n");
			continue;
		}
		add_amount(
			t, d->is_transaction ? ": moved" : ": in", d->sums[i].in, asset);
		if (!d->is_transaction)
			add_amount(t, ", out", d->sums[i].out, asset);
		text_add_byte(t, '\n');
	}
	if (d->more_assets)
		text_add_cstr(t, "    and more assets\n");
	add_exposure(t, &d->exposure);
	add_noise(t, e, &d->noise);
}

/* --- for programs --- */

static void add_json_noise(
	struct text *t, struct edges *e, const struct dealings_noise *n)
{
	text_printf(t,
		",\"noise\":{\"nothing\":%" PRIu64 ",\"counterfeit\":%" PRIu64
		",\"imitators\":[",
		n->nothing, n->counterfeit);
	for (size_t i = 0; i < n->imitations.count; i++) {
		const struct imitation *row = &n->imitations.rows[i];
		text_add_cstr(t, i ? ",{" : "{");
		say_json_account(t, e, "imitator", row->imitator);
		text_add_byte(t, ',');
		say_json_account(t, e, "genuine", row->genuine);
		text_printf(t, ",\"by\":\"%s\"}", imitation_proof_name(row->proof));
	}
	text_add_cstr(t, "]}");
}

void dealings_add_json(struct text *t, struct edges *e, const struct dealings *d)
{
	text_printf(t, "{\"in\":%" PRIu64 ",\"out\":%" PRIu64, d->in, d->out);
	if (d->there) {
		text_add_cstr(t, ",\"first\":\"");
		when_print(t, d->first_s);
		text_add_cstr(t, "\",\"last\":\"");
		when_print(t, d->last_s);
		text_add_byte(t, '"');
	}
	text_add_cstr(t, ",\"assets\":[");
	for (size_t i = 0; i < d->sum_count; i++) {
		const struct dealings_sum *sum = &d->sums[i];
		text_add_cstr(t, i ? ",{" : "{");
		say_json_sum(t, e, "in", sum->in, sum->asset);
		text_add_byte(t, ',');
		say_json_amount(t, e, "out", sum->out, sum->asset);
		text_add_byte(t, '}');
	}
	const struct exposure *x = &d->exposure;
	text_printf(t,
		"],\"exposure\":{\"in\":%" PRIu64 ",\"out\":%" PRIu64
		",\"in_then\":%" PRIu64 ",\"out_then\":%" PRIu64 "}",
		x->in, x->out, x->in_then, x->out_then);
	add_json_noise(t, e, &d->noise);
	text_add_byte(t, '}');
}
