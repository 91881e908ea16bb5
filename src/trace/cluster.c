/* Addresses of one owner (cluster.h): breadth first from the first ones, over what was spent together
 * and over deposit addresses. */
#include "trace/cluster.h"

#include <errno.h>
#include <math.h>

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
	static const char *const names[CLUSTER_KINDS] = { [CLUSTER_INPUTS] = "inputs",
		[CLUSTER_DEPOSIT] = "deposit",
		[CLUSTER_CHANGE] = "change" };
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

/* ---- change */

enum { CHANGE_OUTPUTS_MAX = 16 };

struct change_output {
	uint32_t owner;
	struct transfer row;
};

/* A payment of outputs: what must be known to vote on its change. */
struct payment {
	uint32_t owner; /* of an input */
	struct u256 least;
	size_t inputs;
	bool one_type;
	struct change_output outputs[CHANGE_OUTPUTS_MAX];
	size_t output_count; /* more than there is room for: too many to vote on */
};

/* What an address is, by how it begins: a wallet makes addresses of one type. */
static int type_of(struct clustering *g, uint32_t account)
{
	struct arena *a = arena_create(1 << 16);
	struct span name = g->edges->ops->account_name(g->edges, a, account);
	size_t at = span_starts_with(name, SPAN("bc1")) ? 3 : 0;
	int type = at < name.n ? name.p[at] : 0;
	arena_destroy(&a);
	return type;
}

static int read_input(struct clustering *g, const struct transfer *row, void *state)
{
	struct payment *p = state;
	uint32_t owner = LEDGER_NONE;
	if (row->kind != TRANSFER_SPEND)
		return 0;
	int r = each_row(g, row->from, EDGES_OUT, take_owner, &owner);
	if (p->inputs == 0 || u256_compare(row->amount, p->least) < 0)
		p->least = row->amount;
	p->one_type &= owner != LEDGER_NONE &&
		       (p->inputs == 0 || type_of(g, owner) == type_of(g, p->owner));
	p->owner = owner;
	p->inputs++;
	return r;
}

static int read_output(struct clustering *g, const struct transfer *row, void *state)
{
	struct payment *p = state;
	uint32_t owner = LEDGER_NONE;
	if (row->kind != TRANSFER_MAKE || u256_is_zero(row->amount))
		return 0;
	int r = each_row(g, row->to, EDGES_OUT, take_owner, &owner);
	if (p->output_count < CHANGE_OUTPUTS_MAX)
		p->outputs[p->output_count] = (struct change_output){ owner, *row };
	p->output_count++;
	return r;
}

struct history {
	const struct change_output *output;
	bool new;
};

static int see_output(struct clustering *g, const struct transfer *row, void *state)
{
	(void)g;
	struct history *h = state;
	h->new &= row->kind != TRANSFER_OWN || row->from == h->output->row.to ||
		  row->order.time_s > h->output->row.order.time_s;
	return 0;
}

static bool is_round(struct u256 amount, double unit)
{
	double value = u256_double(amount);
	return value >= unit && fmod(value, unit) == 0;
}

/* Of four; or -errno. */
static int votes_for(struct clustering *g, const struct payment *p, size_t output)
{
	const struct change_output *o = &p->outputs[output];
	double unit = g->options->rules->change_round;
	bool type = p->one_type && type_of(g, o->owner) == type_of(g, p->owner);
	bool small = u256_compare(o->row.amount, p->least) < 0;
	bool odd = !is_round(o->row.amount, unit);
	for (size_t i = 0; i < p->output_count; i++) {
		const struct change_output *other = &p->outputs[i];
		if (i == output)
			continue;
		type = type && other->owner != LEDGER_NONE &&
		       type_of(g, other->owner) != type_of(g, p->owner);
		small &= u256_compare(other->row.amount, p->least) >= 0;
		odd &= is_round(other->row.amount, unit);
	}
	struct history h = { o, true };
	int r = each_row(g, o->owner, EDGES_IN, see_output, &h);
	return r < 0 ? r : h.new + type + small + odd;
}

/* Takes in whose output has votes enough, if it is one alone. */
static int take_change(
	struct clustering *g, uint32_t tx, const struct cluster_member *from)
{
	struct payment p = { .owner = LEDGER_NONE, .one_type = true };
	size_t chosen = 0, candidates = 0;
	int r = each_row(g, tx, EDGES_IN, read_input, &p);
	r = r < 0 ? r : each_row(g, tx, EDGES_OUT, read_output, &p);
	if (r < 0 || p.output_count < 2 || p.output_count > CHANGE_OUTPUTS_MAX)
		return r;
	for (size_t i = 0; i < p.output_count; i++) {
		int votes = p.outputs[i].owner == LEDGER_NONE ? 0 : votes_for(g, &p, i);
		if (votes < 0)
			return votes;
		if (votes < g->options->rules->change_votes)
			continue;
		chosen = i;
		candidates++;
	}
	if (candidates == 1)
		add_member(g,
			(struct cluster_member){ p.outputs[chosen].owner, from->account,
				CLUSTER_CHANGE, tx, p.outputs[chosen].row });
	return 0;
}

/* ---- spending */

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
	if (join.cut || join.form != JOIN_NONE)
		return 0;
	r = each_row(g, row->to, EDGES_IN, take_input, state);
	return r < 0 || !g->options->change ? r : take_change(g, row->to, state);
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
