/* The transfers of one account as deposits and withdrawals of one amount.
 *
 * Which amount: that of most transfers that came in (Boyer and Moore's vote, counted again). A
 * withdrawal may be paid in parts, to the recipient and to whoever relayed it: parts of one
 * transaction that stand one after another are put together until they make the amount. Where
 * a ledger has only the recipient's part, the rest was the fee.
 *
 * Pools of many amounts (Railgun), and notes that are moved within a pool, are left out. */
#include "trace/pool.h"

#include <errno.h>

enum { TRANSACTION_ROWS_MAX = 256, PASSED_ON_MAX = 8 };

static bool is_payment(const struct transfer *t)
{
	return (t->kind <= TRANSFER_TOKEN || t->kind == TRANSFER_BANK) &&
	       !u256_is_zero(t->amount);
}

/* ---- which amount */

struct vote {
	uint32_t asset;
	struct u256 amount;
	uint64_t lead, count, of;
};

static bool is_of(const struct transfer *t, uint32_t asset, struct u256 amount)
{
	return t->asset == asset && u256_compare(t->amount, amount) == 0;
}

static void cast(struct vote *v, const struct transfer *t)
{
	if (v->lead == 0)
		*v = (struct vote){ .asset = t->asset, .amount = t->amount };
	v->lead += is_of(t, v->asset, v->amount) ? 1u : -(uint64_t)1;
}

static void count_again(struct vote *v, const struct transfer *t)
{
	v->of++;
	v->count += is_of(t, v->asset, v->amount);
}

/* Shows each payment that came in to `see`. */
static int each_deposit(struct edges *e, uint32_t account,
	void (*see)(struct vote *v, const struct transfer *t), struct vote *v,
	struct err *err_r)
{
	struct arena *a = arena_create(SIZE_MAX);
	struct edge_cursor *c = e->ops->open(e, a, account, EDGES_IN, INT64_MIN, err_r);
	int r = c ? 0 : -EIO;
	while (r == 0 && c->there) {
		if (is_payment(&c->next))
			see(v, &c->next);
		r = e->ops->step(e, c, err_r);
	}
	arena_destroy(&a);
	return r;
}

static int find_amount(struct edges *e, struct pool *p, struct err *err_r)
{
	struct vote v = { 0 };
	int r = each_deposit(e, p->account, cast, &v, err_r);
	r = r < 0 ? r : each_deposit(e, p->account, count_again, &v, err_r);
	if (r < 0)
		return r;
	if (v.count < 2 || v.count * 2 <= v.of)
		return err_set(err_r, EINVAL,
			"no pool of one amount: %llu transfers came in, and no amount is "
			"that of most of them",
			(unsigned long long)v.of);
	p->asset = v.asset;
	p->amount = v.amount;
	return 0;
}

/* ---- deposits */

/* Who paid it, before anybody passed it on in the same transaction. */
static int first_payer(
	struct edges *e, const struct transfer *row, uint32_t *payer_r, struct err *err_r)
{
	struct transfer rows[TRANSACTION_ROWS_MAX];
	size_t count = 0;
	*payer_r = row->from;
	int r = e->ops->transaction(e, row, rows, TRANSACTION_ROWS_MAX, &count, err_r);
	for (int passed = 0; r == 0 && passed < PASSED_ON_MAX; passed++) {
		uint32_t before = *payer_r;
		for (size_t i = 0; i < count && i < TRANSACTION_ROWS_MAX; i++)
			if (rows[i].to == before && rows[i].from != before &&
				is_payment(&rows[i]) && rows[i].asset == row->asset &&
				u256_compare(rows[i].amount, row->amount) >= 0 &&
				e->ops->compare(e, &rows[i], row) < 0)
				*payer_r = rows[i].from;
		if (*payer_r == before)
			break;
	}
	return r;
}

static int add_deposit(struct edges *e, struct arena *a, struct pool *p,
	const struct transfer *row, struct err *err_r)
{
	struct pool_deposit d = { .time_s = row->order.time_s, .row = *row };
	if (!is_of(row, p->asset, p->amount)) {
		p->others++;
		return 0;
	}
	int r = first_payer(e, row, &d.by, err_r);
	p->deposits = arena_grow(
		a, p->deposits, p->deposit_count, &p->deposit_capacity, sizeof(d));
	p->deposits[p->deposit_count++] = d;
	return r;
}

/* ---- withdrawals */

/* One that is put together out of parts. */
struct gathering {
	struct transfer first;
	struct u256 sum, most;
	uint32_t to;
};

static bool is_one_transaction(
	struct edges *e, const struct transfer *a, const struct transfer *b)
{
	unsigned char x[32], y[32];
	if (a->order.time_s != b->order.time_s || a->order.block != b->order.block ||
		a->order.tx_index != b->order.tx_index)
		return false;
	return e->ops->transaction_id(e, a, x) && e->ops->transaction_id(e, b, y) &&
	       memcmp(x, y, sizeof(x)) == 0;
}

/* Ends what was put together: the whole amount, or most of it. */
static void end_withdrawal(struct arena *a, struct pool *p, struct gathering *g)
{
	struct pool_withdrawal w = {
		.time_s = g->first.order.time_s, .to = g->to, .row = g->first
	};
	struct u256 twice;
	if (u256_is_zero(g->sum))
		return;
	if (u256_add(g->most, g->most, &twice) && u256_compare(twice, p->amount) > 0) {
		w.fee = u256_minus(p->amount, g->most);
		p->withdrawals = arena_grow(a, p->withdrawals, p->withdrawal_count,
			&p->withdrawal_capacity, sizeof(w));
		p->withdrawals[p->withdrawal_count++] = w;
	} else {
		p->others++;
	}
	*g = (struct gathering){ 0 };
}

static void add_part(struct edges *e, struct arena *a, struct pool *p,
	struct gathering *g, const struct transfer *row)
{
	struct u256 sum;
	bool goes_on = !u256_is_zero(g->sum) && is_one_transaction(e, &g->first, row) &&
		       u256_add(g->sum, row->amount, &sum) &&
		       u256_compare(sum, p->amount) <= 0;
	if (!goes_on) {
		end_withdrawal(a, p, g);
		if (row->asset != p->asset || u256_compare(row->amount, p->amount) > 0) {
			p->others++;
			return;
		}
		*g = (struct gathering){ .first = *row };
		sum = row->amount;
	}
	g->sum = sum;
	if (u256_compare(row->amount, g->most) > 0) {
		g->most = row->amount;
		g->to = row->to;
	}
	if (u256_compare(sum, p->amount) == 0)
		end_withdrawal(a, p, g);
}

/* ---- both */

static int read_rows(struct edges *e, struct arena *a, struct pool *p,
	enum edge_direction direction, struct err *err_r)
{
	struct gathering g = { 0 };
	struct arena *rows = arena_create(SIZE_MAX);
	struct edge_cursor *c =
		e->ops->open(e, rows, p->account, direction, INT64_MIN, err_r);
	int r = c ? 0 : -EIO;
	while (r == 0 && c->there) {
		if (is_payment(&c->next) && direction == EDGES_OUT)
			add_part(e, a, p, &g, &c->next);
		else if (is_payment(&c->next))
			r = add_deposit(e, a, p, &c->next, err_r);
		r = r < 0 ? r : e->ops->step(e, c, err_r);
	}
	end_withdrawal(a, p, &g);
	arena_destroy(&rows);
	return r;
}

int pool_read(struct edges *edges, struct arena *a, uint32_t account, struct pool *pool_r,
	struct err *err_r)
{
	*pool_r = (struct pool){ .account = account };
	int r = find_amount(edges, pool_r, err_r);
	r = r < 0 ? r : read_rows(edges, a, pool_r, EDGES_IN, err_r);
	return r < 0 ? r : read_rows(edges, a, pool_r, EDGES_OUT, err_r);
}
