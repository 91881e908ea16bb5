/* What a ledger knows of an account or a transaction (dealings.h), and with whom it dealt. */
#include "front/dealings.h"

#include <errno.h>

struct counting {
	struct edges *edges;
	const struct lists *lists;
	const enum worth *worth;
	struct arena *arena;
	struct dealings *d;
	struct err *err;
};

static struct dealings_sum *sum_of(struct dealings *d, uint32_t asset)
{
	for (size_t i = 0; i < d->sum_count; i++)
		if (d->sums[i].asset == asset)
			return &d->sums[i];
	if (d->sum_count == DEALINGS_ASSETS_MAX) {
		d->more_assets++;
		return NULL;
	}
	d->sums[d->sum_count] = (struct dealings_sum){ .asset = asset };
	return &d->sums[d->sum_count++];
}

static void count_row(struct dealings *d, const struct transfer *t, bool in)
{
	struct dealings_sum *s = sum_of(d, t->asset);
	*(in ? &d->in : &d->out) += 1;
	if (!d->there || t->order.time_s < d->first_s)
		d->first_s = t->order.time_s;
	if (!d->there || t->order.time_s > d->last_s)
		d->last_s = t->order.time_s;
	d->there = true;
	if (s)
		s->too_large |= in ? !u256_add(s->in, t->amount, &s->in)
				   : !u256_add(s->out, t->amount, &s->out);
}

/* Anybody can make a transfer of nothing, or of a token of his own, between two others. */
static bool count_noise(struct counting *c, const struct transfer *row)
{
	bool counterfeit = c->worth[row->asset] >= WORTH_COUNTERFEIT;
	bool nothing = u256_is_zero(row->amount) && row->kind != TRANSFER_NFT;
	c->d->noise.counterfeit += counterfeit;
	c->d->noise.nothing += nothing && !counterfeit;
	return counterfeit || nothing;
}

/* Direct exposure: the other side of one transfer. What the lists say is asked for the day
 * of the question and for the day of the transfer, which are two questions. */
static void count_exposure(struct counting *c, const struct transfer *row, bool in)
{
	struct exposure *x = &c->d->exposure;
	struct lists_answer answer;
	struct lists then = *c->lists;
	struct arena *a = arena_create(1 << 16);
	struct span other =
		c->edges->ops->account_name(c->edges, a, in ? row->from : row->to);
	lists_ask(c->lists, other, &answer);
	if (lists_is_hit(&answer))
		*(in ? &x->in : &x->out) += 1;
	then.day_s = row->order.time_s;
	lists_ask(&then, other, &answer);
	if (lists_is_hit(&answer))
		*(in ? &x->in_then : &x->out_then) += 1;
	arena_destroy(&a);
}

static int count_rows(struct counting *c, uint32_t account, bool in)
{
	struct edge_cursor *rows = c->edges->ops->open(c->edges, c->arena, account,
		in ? EDGES_IN : EDGES_OUT, INT64_MIN, c->err);
	int r = rows ? 0 : -EIO;
	while (r == 0 && rows->there) {
		count_row(c->d, &rows->next, in);
		if (!count_noise(c, &rows->next))
			count_exposure(c, &rows->next, in);
		r = c->edges->ops->step(c->edges, rows, c->err);
	}
	return r;
}

static int count_account(struct counting *c, struct span name)
{
	uint32_t account = c->edges->ops->find_account(c->edges, name);
	if (account == LEDGER_NONE)
		return 0;
	int r = count_rows(c, account, true);
	r = r < 0 ? r : count_rows(c, account, false);
	return r < 0 ? r
		     : imitations_find(c->edges, c->arena, c->worth, account,
			       &c->d->noise.imitations, c->err);
}

static int count_transaction(struct counting *c, const struct money_address *a)
{
	enum { ROWS_MAX = 4096 };
	struct transfer first, *rows = arena_array(c->arena, ROWS_MAX, sizeof(*rows));
	size_t count = 0;
	if (a->count != 32 ||
		!c->edges->ops->find_transaction(c->edges, a->bytes, &first))
		return 0;
	int r = c->edges->ops->transaction(
		c->edges, &first, rows, ROWS_MAX, &count, c->err);
	for (size_t i = 0; r == 0 && i < count && i < ROWS_MAX; i++) {
		count_row(c->d, &rows[i], true);
		if (count_noise(c, &rows[i]))
			continue;
		count_exposure(c, &rows[i], true);
		count_exposure(c, &rows[i], false);
	}
	return r;
}

int dealings_read(struct edges *e, const struct lists *lists, const enum worth *worth,
	struct arena *a, struct span thing, const struct money_address *address,
	struct dealings *d_r, struct err *err_r)
{
	struct counting c = { e, lists, worth, a, d_r, err_r };
	*d_r = (struct dealings){ .is_transaction = address->kind == MONEY_TRANSACTION };
	return d_r->is_transaction ? count_transaction(&c, address)
				   : count_account(&c, thing);
}
