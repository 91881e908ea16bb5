/* A demixing as text and as JSON. */
#include "report/demix.h"

#include "base/when.h"
#include "report/escape.h"

static bool is_likely(const struct demix_run *run)
{
	return run->probability >= DEMIX_LIKELY;
}

/* How many withdrawals a choice by chance would take rightly at most. */
static double base_rate(const struct demix *d)
{
	double rate = d->candidates ? (double)d->deposits / (double)d->candidates : 0;
	return rate < 1 ? rate : 1;
}

/* ---- text */

static void print_head(struct demix_report *r)
{
	const struct demix *d = r->demix;
	struct text t = money_begin(&r->paper);
	text_add_cstr(&t, "Pool ");
	money_add_account(&r->paper, &t, d->pool.account);
	text_add_cstr(&t, " of ");
	say_amount(&t, r->paper.edges, d->pool.amount, d->pool.asset);
	text_printf(&t, ": %zu deposits and %zu withdrawals in the ledger",
		d->pool.deposit_count, d->pool.withdrawal_count);
	if (d->pool.others)
		text_printf(&t, "; %zu transfers of other amounts are left out",
			d->pool.others);
	text_printf(&t,
		"\nTheir deposits: %zu in %zu %s. %zu withdrawals could be of them; one "
		"taken by chance is with a probability of %.2f at most.\n",
		d->deposits, d->batch_count, d->batch_count == 1 ? "batch" : "batches",
		d->candidates, base_rate(d));
	money_write(&r->paper, &t);
}

static void print_batch(struct demix_report *r, size_t i)
{
	const struct demix_batch *b = &r->demix->batches[i];
	struct text t = money_begin(&r->paper);
	text_printf(&t, "\nBatch %zu: %zu deposits of ", i + 1, b->deposits);
	money_add_account(&r->paper, &t, b->by);
	if (b->depositors > 1)
		text_printf(&t, " and %zu more", b->depositors - 1);
	text_add_cstr(&t, ", ");
	when_print(&t, b->first_s);
	text_add_cstr(&t, " to ");
	when_print(&t, b->last_s);
	text_printf(&t, "; %zu candidates, %.1f withdrawals expected to be of it\n",
		b->withdrawals, b->expected);
	money_write(&r->paper, &t);
}

static void print_run(struct demix_report *r, const struct demix_run *run)
{
	struct text t = money_begin(&r->paper);
	text_printf(&t, "  %.2f  %zu to ", run->probability, run->count);
	money_add_account(&r->paper, &t, run->to);
	text_add_cstr(&t, ", ");
	when_print(&t, run->first_s);
	if (run->count > 1) {
		text_add_cstr(&t, " to ");
		when_print(&t, run->last_s);
	}
	text_add_byte(&t, ' ');
	say_transaction(&t, r->paper.edges, &r->demix->pool.withdrawals[run->first].row);
	text_add_byte(&t, '\n');
	money_write(&r->paper, &t);
}

static void print_left_out(struct demix_report *r, const struct demix_batch *b)
{
	size_t runs = 0;
	struct text t = money_begin(&r->paper);
	for (size_t i = b->run; i < b->run + b->run_count; i++)
		runs += !is_likely(&r->demix->runs[i]);
	if (runs && !r->all)
		text_printf(&t, "  %zu %s less likely than not (--all shows them)\n",
			runs, runs == 1 ? "run is" : "runs are");
	money_write(&r->paper, &t);
}

static void print_limits(struct demix_report *r)
{
	struct text t = money_begin(&r->paper);
	text_add_cstr(&t,
		"\nA probability is no proof: a withdrawal is consistent with the "
		"deposits, and others may be so too.\n");
	if (r->model->precision > 0)
		text_printf(&t,
			"Measured on one case (Ronin, 2022; parts of it left out of "
			"learning in turn): %.0f of 100 withdrawals that were named were "
			"right, and %.0f of 100 right ones were named. Who uses a pool "
			"in "
			"another way is not found so.\n",
			r->model->precision * 100, r->model->recall * 100);
	money_write(&r->paper, &t);
}

void demix_print_text(struct demix_report *r)
{
	print_head(r);
	for (size_t i = 0; i < r->demix->batch_count; i++) {
		const struct demix_batch *b = &r->demix->batches[i];
		print_batch(r, i);
		for (size_t k = b->run; k < b->run + b->run_count; k++)
			if (r->all || is_likely(&r->demix->runs[k]))
				print_run(r, &r->demix->runs[k]);
		print_left_out(r, b);
	}
	print_limits(r);
}

/* ---- JSON */

static void json_withdrawal(
	struct demix_report *r, const struct pool_withdrawal *w, bool first)
{
	struct text t = money_begin(&r->paper);
	text_add_cstr(&t, first ? "{\"time\":\"" : ",{\"time\":\"");
	when_print(&t, w->time_s);
	text_printf(&t, "\",\"block\":%u,\"position\":%u,", w->row.order.block,
		w->row.order.position);
	say_json_amount(&t, r->paper.edges, "fee", w->fee, r->demix->pool.asset);
	text_add_cstr(&t, ",\"tx\":\"");
	say_transaction(&t, r->paper.edges, &w->row);
	text_add_cstr(&t, "\"}");
	money_write(&r->paper, &t);
}

static void json_run(struct demix_report *r, const struct demix_run *run, bool first)
{
	struct text t = money_begin(&r->paper);
	text_add_cstr(&t, first ? "{" : ",{");
	say_json(&t, "to", money_account(&r->paper, run->to));
	text_printf(&t, ",\"probability\":%.4f,\"evidence\":{", run->probability);
	for (unsigned i = 0; i < DEMIX_FEATURES; i++)
		text_printf(&t, "%s\"%s\":%.6f", i ? "," : "", demix_feature_name(i),
			run->feature[i]);
	text_add_cstr(&t, "},\"withdrawals\":[");
	money_write(&r->paper, &t);
	for (size_t i = 0; i < run->count; i++)
		json_withdrawal(r, &r->demix->pool.withdrawals[run->first + i], i == 0);
	t = money_begin(&r->paper);
	text_add_cstr(&t, "]}");
	money_write(&r->paper, &t);
}

static void json_batch(struct demix_report *r, const struct demix_batch *b, bool first)
{
	struct text t = money_begin(&r->paper);
	text_add_cstr(&t, first ? "{" : ",{");
	say_json(&t, "depositor", money_account(&r->paper, b->by));
	text_printf(&t, ",\"depositors\":%zu,\"deposits\":%zu,\"first\":\"",
		b->depositors, b->deposits);
	when_print(&t, b->first_s);
	text_add_cstr(&t, "\",\"last\":\"");
	when_print(&t, b->last_s);
	text_printf(&t, "\",\"candidates\":%zu,\"expected\":%.2f,\"runs\":[",
		b->withdrawals, b->expected);
	money_write(&r->paper, &t);
	for (size_t i = 0; i < b->run_count; i++)
		json_run(r, &r->demix->runs[b->run + i], i == 0);
	t = money_begin(&r->paper);
	text_add_cstr(&t, "]}");
	money_write(&r->paper, &t);
}

void demix_print_json(struct demix_report *r)
{
	const struct demix *d = r->demix;
	struct text t = money_begin(&r->paper);
	text_add_cstr(&t, "{\"schema\":\"assay-demix-1\",");
	say_json(&t, "pool", money_account(&r->paper, d->pool.account));
	text_add_byte(&t, ',');
	say_json_sum(&t, r->paper.edges, "amount", d->pool.amount, d->pool.asset);
	text_printf(&t,
		",\"pool_deposits\":%zu,\"pool_withdrawals\":%zu,\"other_transfers\":%"
		"zu,"
		"\"deposits\":%zu,\"candidates\":%zu,\"base_rate\":%.4f,"
		"\"measured\":{\"precision\":%.3f,\"recall\":%.3f},\"batches\":[",
		d->pool.deposit_count, d->pool.withdrawal_count, d->pool.others,
		d->deposits, d->candidates, base_rate(d), r->model->precision,
		r->model->recall);
	money_write(&r->paper, &t);
	for (size_t i = 0; i < d->batch_count; i++)
		json_batch(r, &d->batches[i], i == 0);
	t = money_begin(&r->paper);
	text_add_cstr(&t, "]}\n");
	money_write(&r->paper, &t);
}
