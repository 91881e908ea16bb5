/* The form of a transaction of unspent outputs (join.h). Amounts are in units of the chain. */
#include "trace/join.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

struct reading {
	struct edges *edges;
	const struct pattern_rules *rules;
	struct join *j;
	uint64_t *amounts; /* of the outputs, the smallest first */
	uint64_t least;	   /* of the inputs */
	uint64_t last_in, last_out;
	bool falling; /* neither an input nor an output is larger than the one before it */
	uint32_t block;
	uint32_t *payers;
	struct err *err;
};

/* ---- reading */

static int compare_amounts(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static int compare_accounts(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static int read_owner(struct reading *r, uint32_t output, uint32_t *owner_r)
{
	struct arena *a = arena_create(SIZE_MAX);
	struct edge_cursor *c =
		r->edges->ops->open(r->edges, a, output, EDGES_OUT, INT64_MIN, r->err);
	int failed = c ? 0 : -EIO;
	*owner_r = LEDGER_NONE;
	while (failed == 0 && c->there && *owner_r == LEDGER_NONE) {
		if (c->next.kind == TRANSFER_OWN)
			*owner_r = c->next.to;
		failed = r->edges->ops->step(r->edges, c, r->err);
	}
	arena_destroy(&a);
	return failed;
}

static int read_row(struct reading *r, const struct transfer *t)
{
	struct join *j = r->j;
	int failed = 0;
	if (t->kind == TRANSFER_SPEND) {
		uint32_t owner;
		failed = read_owner(r, t->from, &owner);
		j->inputs++;
		r->falling &= t->amount.w[0] <= r->last_in;
		r->last_in = t->amount.w[0];
		r->least = t->amount.w[0] < r->least ? t->amount.w[0] : r->least;
		if (owner == LEDGER_NONE)
			j->unknown++;
		else
			r->payers[j->payers++] = owner;
	}
	if (t->kind == TRANSFER_MAKE && !u256_is_zero(t->amount)) {
		j->asset = t->asset;
		r->falling &= t->amount.w[0] <= r->last_out;
		r->last_out = t->amount.w[0];
		r->amounts[j->outputs++] = t->amount.w[0];
	}
	return failed;
}

static void count_payers(struct reading *r)
{
	size_t different = 0;
	if (r->j->payers)
		qsort(r->payers, r->j->payers, sizeof(*r->payers), compare_accounts);
	for (size_t i = 0; i < r->j->payers; i++)
		different += i == 0 || r->payers[i] != r->payers[i - 1];
	r->j->payers = different + r->j->unknown;
}

static void count_equal(struct reading *r)
{
	struct join *j = r->j;
	if (j->outputs)
		qsort(r->amounts, j->outputs, sizeof(*r->amounts), compare_amounts);
	for (size_t i = 0, next; i < j->outputs; i = next) {
		for (next = i; next < j->outputs && r->amounts[next] == r->amounts[i];)
			next++;
		if (next - i > j->equal) {
			j->equal = next - i;
			j->amount = u256_of(r->amounts[i]);
		}
	}
}

/* ---- forms */

/* Whether there was such a thing by then; a block that is not told is 0. */
static bool is_after(const struct reading *r, double block)
{
	return r->block == 0 || (double)r->block >= block;
}

static bool is_whirlpool(const struct reading *r)
{
	static const uint64_t pools[] = { 100000, 1000000, 5000000, 50000000 };
	const struct join *j = r->j;
	bool pool = false;
	for (size_t i = 0; i < sizeof(pools) / sizeof(*pools); i++)
		pool |= j->amount.w[0] == pools[i];
	return is_after(r, r->rules->whirlpool_block) && pool && j->equal == j->outputs &&
	       j->inputs == j->outputs &&
	       (double)j->inputs >= r->rules->whirlpool_inputs &&
	       r->least >= j->amount.w[0];
}

static bool is_times_power(uint64_t amount, uint64_t times, uint64_t base)
{
	if (amount % times)
		return false;
	for (amount /= times; amount > 1 && amount % base == 0;)
		amount /= base;
	return amount == 1;
}

static bool is_standard(uint64_t amount)
{
	return amount &&
	       (is_times_power(amount, 1, 2) || is_times_power(amount, 1, 3) ||
		       is_times_power(amount, 2, 3) || is_times_power(amount, 1, 10) ||
		       is_times_power(amount, 2, 10) || is_times_power(amount, 5, 10));
}

static bool is_wasabi_2(const struct reading *r)
{
	const struct join *j = r->j;
	size_t standard = 0;
	for (size_t i = 0; i < j->outputs; i++)
		standard += is_standard(r->amounts[i]);
	return is_after(r, r->rules->wasabi_2_block) && r->falling &&
	       (double)j->payers >= r->rules->wasabi_2_inputs &&
	       (double)j->outputs >= r->rules->wasabi_2_inputs &&
	       (double)standard >= r->rules->wasabi_2_part * (double)j->outputs;
}

static bool is_wasabi_1(const struct reading *r)
{
	const struct join *j = r->j;
	double tenth = 1e8 * r->rules->wasabi_1_amount;
	return is_after(r, r->rules->wasabi_1_block) &&
	       (double)j->inputs >= r->rules->wasabi_1_inputs &&
	       (double)j->equal >= r->rules->wasabi_1_inputs && j->payers >= j->equal &&
	       fabs((double)j->amount.w[0] - tenth) <= r->rules->wasabi_1_spread * tenth;
}

static bool is_equal(const struct reading *r)
{
	const struct join *j = r->j;
	return (double)j->equal >= r->rules->join_equal &&
	       (j->outputs + 1) / 2 == j->equal && j->payers >= j->equal &&
	       (double)j->amount.w[0] > r->rules->join_dust;
}

static enum join_form form_of(const struct reading *r)
{
	const struct asset *asset = r->edges->ops->asset(r->edges, r->j->asset);
	bool bitcoin = asset && asset->decimals == 8;
	return bitcoin && is_whirlpool(r)  ? JOIN_WHIRLPOOL
	       : bitcoin && is_wasabi_2(r) ? JOIN_WASABI_2
	       : bitcoin && is_wasabi_1(r) ? JOIN_WASABI_1
	       : is_equal(r)		   ? JOIN_EQUAL
					   : JOIN_NONE;
}

int join_read(struct edges *edges, const struct transfer *row,
	const struct pattern_rules *rules, struct join *join_r, struct err *err_r)
{
	struct arena *a = arena_create(SIZE_MAX);
	struct transfer *rows = arena_array(a, JOIN_ROWS_MAX, sizeof(*rows));
	struct reading r = { .edges = edges,
		.rules = rules,
		.j = join_r,
		.amounts = arena_array(a, JOIN_ROWS_MAX, sizeof(*r.amounts)),
		.payers = arena_array(a, JOIN_ROWS_MAX, sizeof(*r.payers)),
		.least = UINT64_MAX,
		.last_in = UINT64_MAX,
		.last_out = UINT64_MAX,
		.falling = true,
		.block = row->order.block,
		.err = err_r };
	size_t count = 0;
	*join_r = (struct join){ .asset = row->asset };
	int failed =
		edges->ops->transaction(edges, row, rows, JOIN_ROWS_MAX, &count, err_r);
	join_r->cut = count > JOIN_ROWS_MAX;
	for (size_t i = 0; failed == 0 && !join_r->cut && i < count; i++)
		failed = read_row(&r, &rows[i]);
	count_payers(&r);
	count_equal(&r);
	join_r->form = failed == 0 && !join_r->cut ? form_of(&r) : JOIN_NONE;
	arena_destroy(&a);
	return failed;
}
