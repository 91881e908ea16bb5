/* Chain hops as text and as JSON. */
#include "report/hop.h"

#include "base/when.h"
#include "report/escape.h"

enum answer { ANSWER_NONE, ANSWER_REFUSED, ANSWER_CERTAIN };

static enum answer answer_of(const struct hop_pair *best)
{
	return !best				  ? ANSWER_NONE
	       : best->probability >= HOP_CERTAIN ? ANSWER_CERTAIN
						  : ANSWER_REFUSED;
}

/* ---- text */

static void add_payment(struct hop_report *r, struct text *t, const struct hop_payment *p,
	const char *direction)
{
	say_amount(t, r->paper.edges, p->row.amount, p->asset);
	text_add_cstr(t, direction);
	money_add_account(&r->paper, t, p->party);
	text_add_cstr(t, ", ");
	when_print(t, p->time_s);
	text_add_byte(t, ' ');
	say_transaction(t, r->paper.edges, &p->row);
	text_add_byte(t, '\n');
}

static void print_deposit(struct hop_report *r, size_t i)
{
	const struct hop_payment *in = &r->hops->deposits[i];
	const struct hop_pair *best = hops_best(r->hops, i);
	struct text t = money_begin(&r->paper);
	add_payment(r, &t, in, " from ");
	if (!best) {
		text_add_cstr(&t, "  no payout in another asset followed in time\n");
	} else {
		text_printf(&t, "  %s %.2f  ",
			answer_of(best) == ANSWER_CERTAIN ? "became"
							  : "REFUSED; most likely",
			best->probability);
		add_payment(r, &t, &r->hops->payouts[best->payout], " to ");
		if (in->pair_count > 1)
			text_printf(&t, "  among %zu payouts\n", in->pair_count);
	}
	money_write(&r->paper, &t);
}

static void print_end(struct hop_report *r, const size_t counts[ANSWER_CERTAIN + 1])
{
	struct text t = money_begin(&r->paper);
	text_printf(&t,
		"\n%zu deposits: %zu with one payout that fits, %zu refused, %zu without "
		"any.\n"
		"A payout fits by amount and rate alone; that is consistent with the "
		"deposit, and no proof.\n"
		"Measured on one service (2019 and 2020, 2,739 deposits): see "
		"docs/laundering.md.\n",
		counts[ANSWER_NONE] + counts[ANSWER_REFUSED] + counts[ANSWER_CERTAIN],
		counts[ANSWER_CERTAIN], counts[ANSWER_REFUSED], counts[ANSWER_NONE]);
	money_write(&r->paper, &t);
}

void hop_print_text(struct hop_report *r)
{
	size_t counts[ANSWER_CERTAIN + 1] = { 0 };
	for (size_t i = 0; i < r->hops->deposit_count; i++)
		if (!r->asked || r->asked[i]) {
			print_deposit(r, i);
			counts[answer_of(hops_best(r->hops, i))]++;
		}
	print_end(r, counts);
}

/* ---- JSON */

static void json_payment(
	struct hop_report *r, struct text *t, const struct hop_payment *p)
{
	text_add_cstr(t, "\"time\":\"");
	when_print(t, p->time_s);
	text_printf(t, "\",\"block\":%u,\"position\":%u,", p->row.order.block,
		p->row.order.position);
	say_json(t, "party", money_account(&r->paper, p->party));
	text_add_byte(t, ',');
	say_json_sum(t, r->paper.edges, "amount", p->row.amount, p->asset);
	text_add_cstr(t, ",\"tx\":\"");
	say_transaction(t, r->paper.edges, &p->row);
	text_add_byte(t, '"');
}

static void json_deposit(struct hop_report *r, size_t i)
{
	static const char *const names[] = { "none", "refused", "certain" };
	const struct hop_payment *in = &r->hops->deposits[i];
	struct text t = money_begin(&r->paper);
	text_printf(&t, "{\"schema\":\"assay-hop-1\",\"answer\":\"%s\",\"deposit\":{",
		names[answer_of(hops_best(r->hops, i))]);
	json_payment(r, &t, in);
	text_add_cstr(&t, "},\"payouts\":[");
	money_write(&r->paper, &t);
	for (size_t k = 0; k < in->pair_count; k++) {
		const struct hop_pair *p = &r->hops->pairs[in->pair + k];
		t = money_begin(&r->paper);
		text_printf(&t, "%s{\"probability\":%.4f,", k ? "," : "", p->probability);
		json_payment(r, &t, &r->hops->payouts[p->payout]);
		text_add_byte(&t, '}');
		money_write(&r->paper, &t);
	}
	t = money_begin(&r->paper);
	text_add_cstr(&t, "]}\n");
	money_write(&r->paper, &t);
}

void hop_print_json(struct hop_report *r)
{
	for (size_t i = 0; i < r->hops->deposit_count; i++)
		if (!r->asked || r->asked[i])
			json_deposit(r, i);
}
