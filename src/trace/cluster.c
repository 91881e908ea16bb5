/* Addresses of one owner (cluster.h): breadth first from the first ones, over what was spent together
 * and over deposit addresses. */
#include "trace/cluster.h"

#include <errno.h>

enum { HOUR_S = 3600 };

struct clustering {
	struct edges *edges;
	struct arena *arena;
	const struct cluster_options *options;
	struct cluster *c;
	/* A bit for each account: whether it is in, and whether it was looked at as a transaction or
	 * a deposit address. What is left out has both. */
	uint64_t *in, *used;
	struct err *err;
};

const char *cluster_kind_name(enum cluster_kind kind)
{
	static const char *const names[CLUSTER_KINDS] = {
		[CLUSTER_INPUTS] = "inputs", [CLUSTER_DEPOSIT] = "deposit"
	};
	return kind < CLUSTER_KINDS ? names[kind] : "?";
}

/* False: it was marked before. */
static bool mark(uint64_t *set, uint32_t account)
{
	uint64_t *word = &set[account / 64], bit = 1ull << account % 64;
	bool first = !(*word & bit);
	*word |= bit;
	return first;
}

static bool is_full(const struct clustering *g)
{
	return g->options->members_max && g->c->count >= g->options->members_max;
}

static void add_member(struct clustering *g, struct cluster_member m)
{
	struct cluster *c = g->c;
	if (!mark(g->in, m.account))
		return;
	if (is_full(g)) {
		c->cut = true;
		return;
	}
	c->members = arena_grow(
		g->arena, c->members, c->count, &c->capacity, sizeof(*c->members));
	c->members[c->count++] = m;
}

/* ---- rows of an account */

typedef int visit(struct clustering *g, const struct transfer *row, void *state);

/* At most CLUSTER_ROWS_MAX. */
static int each_row(struct clustering *g, uint32_t account, enum edge_direction direction,
	visit *f, void *state)
{
	struct arena *a = arena_create(SIZE_MAX);
	struct edge_cursor *c =
		g->edges->ops->open(g->edges, a, account, direction, INT64_MIN, g->err);
	int r = c ? 0 : -EIO;
	size_t n = 0;
	for (; r == 0 && c->there && n < CLUSTER_ROWS_MAX; n++) {
		struct transfer row = c->next;
		r = f(g, &row, state);
		r = r < 0 ? r : g->edges->ops->step(g->edges, c, g->err);
	}
	g->c->cut |= r == 0 && c->there;
	arena_destroy(&a);
	return r;
}

/* ---- inputs */

static int take_owner(struct clustering *g, const struct transfer *row, void *state)
{
	(void)g;
	uint32_t *owner = state;
	if (row->kind == TRANSFER_OWN)
		*owner = row->to;
	return 0;
}

/* Another input of the transaction. */
static int take_input(struct clustering *g, const struct transfer *row, void *state)
{
	const struct cluster_member *from = state;
	uint32_t owner = LEDGER_NONE;
	if (row->kind != TRANSFER_SPEND)
		return 0;
	int r = each_row(g, row->from, EDGES_OUT, take_owner, &owner);
	g->c->unknown += r == 0 && owner == LEDGER_NONE;
	if (r == 0 && owner != LEDGER_NONE)
		add_member(g, (struct cluster_member){ owner, from->account,
				      CLUSTER_INPUTS, row->to, *row });
	return r;
}

/* What was done with an output of a member. */
static int take_spending(struct clustering *g, const struct transfer *row, void *state)
{
	struct join join;
	if (row->kind != TRANSFER_SPEND || !mark(g->used, row->to))
		return 0;
	int r = join_read(g->edges, row, g->options->rules, &join, g->err);
	if (r < 0)
		return r;
	g->c->cut |= join.cut;
	g->c->joins += join.form != JOIN_NONE;
	return join.cut || join.form != JOIN_NONE
		       ? 0
		       : each_row(g, row->to, EDGES_IN, take_input, state);
}

static int take_output(struct clustering *g, const struct transfer *row, void *state)
{
	return row->kind == TRANSFER_OWN
		       ? each_row(g, row->from, EDGES_OUT, take_spending, state)
		       : 0;
}

/* ---- deposit addresses */

static bool is_busy(const struct clustering *g, uint32_t account)
{
	return (double)g->edges->ops->degree(g->edges, account) >=
	       g->options->rules->deposit_main;
}

/* What a deposit address did so far. */
struct passing {
	size_t payments;
	struct transfer last;
	bool fits;
};

/* What came in before a payment, since the one before it. */
struct receipts {
	const struct transfer *after, *before;
	double sum, late; /* in time, and too long before */
};

static int add_receipt(struct clustering *g, const struct transfer *row, void *state)
{
	struct receipts *r = state;
	struct edges *e = g->edges;
	if (!transfer_is_payment(row) || row->asset != r->before->asset ||
		e->ops->compare(e, row, r->before) > 0 ||
		(r->after && e->ops->compare(e, row, r->after) < 0))
		return 0;
	double hours = (double)(r->before->order.time_s - row->order.time_s) / HOUR_S;
	*(hours <= g->options->rules->deposit_hours ? &r->sum : &r->late) +=
		u256_double(row->amount);
	return 0;
}

/* All payments go to one, and each is what came in since the one before, soon after. */
static int take_passing(struct clustering *g, const struct transfer *row, void *state)
{
	struct passing *p = state;
	if (!transfer_is_payment(row) || !p->fits)
		return 0;
	struct receipts in = { p->payments ? &p->last : NULL, row, 0, 0 };
	int r = each_row(g, row->from, EDGES_IN, add_receipt, &in);
	double paid = u256_double(row->amount);
	bool same =
		!p->payments || (p->last.to == row->to && p->last.asset == row->asset);
	p->fits = same && in.late == 0 && paid <= in.sum &&
		  in.sum - paid <= g->options->rules->deposit_part * in.sum;
	p->last = *row;
	p->payments++;
	return r;
}

/* 1, 0 or -errno. */
static int is_deposit_address(struct clustering *g, uint32_t account)
{
	struct passing p = { .fits = true };
	if (is_busy(g, account))
		return 0;
	int r = each_row(g, account, EDGES_OUT, take_passing, &p);
	return r < 0 ? r : p.fits && p.payments && is_busy(g, p.last.to);
}

static int take_payer(struct clustering *g, const struct transfer *row, void *state)
{
	const struct cluster_member *from = state;
	if (!transfer_is_payment(row) || row->kind == TRANSFER_MINT)
		return 0;
	if (is_busy(g, row->from))
		g->c->busy++;
	else
		add_member(g, (struct cluster_member){ row->from, from->account,
				      CLUSTER_DEPOSIT, row->to, *row });
	return 0;
}

static int take_paying(struct clustering *g, const struct transfer *row, void *state)
{
	if (!transfer_is_payment(row) || !mark(g->used, row->to))
		return 0;
	int r = is_deposit_address(g, row->to);
	return r > 0 ? each_row(g, row->to, EDGES_IN, take_payer, state) : r;
}

/* ---- all of it */

static int grow_from(struct clustering *g, size_t member)
{
	struct cluster_member from = g->c->members[member];
	int r = each_row(g, from.account, EDGES_IN, take_output, &from);
	if (r == 0 && !is_busy(g, from.account))
		r = each_row(g, from.account, EDGES_OUT, take_paying, &from);
	return r;
}

int cluster_find(struct edges *edges, struct arena *a, const uint32_t *accounts,
	size_t count, const struct cluster_options *options, struct cluster *cluster_r,
	struct err *err_r)
{
	size_t words = edges->ops->account_count(edges) / 64 + 1;
	struct clustering g = { edges, a, options, cluster_r,
		arena_array(a, words, sizeof(*g.in)),
		arena_array(a, words, sizeof(*g.used)), err_r };
	int r = 0;
	*cluster_r = (struct cluster){ 0 };
	for (size_t i = 0; i < options->without_count; i++) {
		mark(g.in, options->without[i]);
		mark(g.used, options->without[i]);
	}
	for (size_t i = 0; i < count; i++)
		add_member(&g, (struct cluster_member){
				       .account = accounts[i], .with = accounts[i] });
	cluster_r->first = cluster_r->count;
	for (size_t i = 0; r == 0 && i < cluster_r->count; i++)
		r = grow_from(&g, i);
	return r;
}
