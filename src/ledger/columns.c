/* Rows of an import, gathered and put in order. */
#include "ledger/columns.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/must.h"
#include "ledger/amount.h"

enum { DIGIT_BITS = 16, TX_SLOTS_FIRST = 1 << 12 };

/* ---- adding */

static uint64_t tx_hash(const unsigned char id[32], uint64_t key)
{
	return hash_bytes(span_of(id, 32), key);
}

static void grow_tx_table(struct columns *c, uint64_t key)
{
	uint64_t slots = c->tx_slots ? c->tx_slots * 2 : TX_SLOTS_FIRST;
	big_free(&c->tx_table);
	big_grow(&c->tx_table, slots * sizeof(uint32_t));
	uint32_t *table = c->tx_table.p;
	for (uint32_t tx = 0; tx < c->tx_count; tx++) {
		uint64_t slot = tx_hash(columns_tx_id(c, tx), key) & (slots - 1);
		while (table[slot])
			slot = (slot + 1) & (slots - 1);
		table[slot] = tx + 1;
	}
	c->tx_slots = slots;
}

static uint32_t take_tx(
	struct columns *c, const unsigned char id[32], uint64_t hash, uint64_t key)
{
	if ((uint64_t)c->tx_count * 2 >= c->tx_slots)
		grow_tx_table(c, key);
	uint32_t *table = c->tx_table.p;
	uint64_t slot = hash & (c->tx_slots - 1);
	for (; table[slot]; slot = (slot + 1) & (c->tx_slots - 1))
		if (memcmp(columns_tx_id(c, table[slot] - 1), id, 32) == 0)
			return table[slot] - 1;
	big_room(&c->tx_ids, c->tx_count + 1ull, 32);
	memcpy((unsigned char *)c->tx_ids.p + 32ull * c->tx_count, id, 32);
	table[slot] = ++c->tx_count;
	return c->tx_count - 1;
}

void columns_settle(struct columns *c, uint64_t key)
{
	uint32_t *tx = c->tx.p;
	for (unsigned i = 0; i < c->pending_count; i++)
		tx[c->pending[i].row] =
			take_tx(c, c->pending[i].id, c->pending[i].hash, key);
	c->pending_count = 0;
}

static void want_tx(
	struct columns *c, uint32_t row, const unsigned char id[32], uint64_t key)
{
	if (c->pending_count == sizeof(c->pending) / sizeof(*c->pending))
		columns_settle(c, key);
	unsigned n = c->pending_count++;
	memcpy(c->pending[n].id, id, 32);
	c->pending[n].row = row;
	c->pending[n].hash = tx_hash(id, key);
	const uint32_t *table = c->tx_table.p;
	if (table)
		__builtin_prefetch(&table[c->pending[n].hash & (c->tx_slots - 1)]);
}

static uint64_t pack(struct columns *c, struct u256 amount)
{
	uint64_t packed;
	if (amount_pack(amount, &packed))
		return packed;
	big_room(&c->large, c->large_count + 1, sizeof(amount));
	((struct u256 *)c->large.p)[c->large_count] = amount;
	return AMOUNT_LARGE | c->large_count++;
}

static void put32(struct big *column, uint32_t row, uint32_t value)
{
	big_room(column, row + 1ull, sizeof(value));
	((uint32_t *)column->p)[row] = value;
}

void columns_add(struct columns *c, const struct transfer *row,
	const unsigned char *tx_id, uint64_t key)
{
	uint32_t n = c->count;
	must(n < LEDGER_NONE);
	put32(&c->tx, n, LEDGER_NONE);
	if (tx_id)
		want_tx(c, n, tx_id, key);
	put32(&c->from, n, row->from);
	put32(&c->to, n, row->to);
	put32(&c->what, n, row->asset << 8 | row->kind);
	put32(&c->block, n, row->order.block);
	put32(&c->tx_index, n, row->order.tx_index);
	put32(&c->position, n, row->order.position);
	big_room(&c->time, n + 1ull, sizeof(int64_t));
	((int64_t *)c->time.p)[n] = row->order.time_s;
	big_room(&c->amount, n + 1ull, sizeof(uint64_t));
	((uint64_t *)c->amount.p)[n] = pack(c, row->amount);
	c->has_tx |= tx_id != NULL;
	c->has_block |= row->order.block != 0;
	c->count++;
}

void columns_get(const struct columns *c, uint32_t row, struct transfer *row_r)
{
	uint32_t what = ((const uint32_t *)c->what.p)[row];
	*row_r = (struct transfer){
		.order = { .time_s = ((const int64_t *)c->time.p)[row],
			.block = ((const uint32_t *)c->block.p)[row],
			.tx_index = ((const uint32_t *)c->tx_index.p)[row],
			.position = ((const uint32_t *)c->position.p)[row] },
		.from = ((const uint32_t *)c->from.p)[row],
		.to = ((const uint32_t *)c->to.p)[row],
		.asset = what >> 8,
		.kind = (uint8_t)what,
		.amount = amount_unpack(
			((const uint64_t *)c->amount.p)[row], c->large.p, c->large_count),
		.row = row,
	};
}

void columns_clear(struct columns *c)
{
	c->count = 0;
	c->large_count = 0;
	c->tx_count = 0;
	c->pending_count = 0;
	c->has_tx = c->has_block = false;
	if (c->tx_slots)
		memset(c->tx_table.p, 0, c->tx_slots * sizeof(uint32_t));
}

void columns_free(struct columns *c)
{
	struct big *all[] = { &c->time, &c->from, &c->to, &c->what, &c->block,
		&c->tx_index, &c->position, &c->tx, &c->amount, &c->large, &c->tx_ids,
		&c->tx_table };
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		big_free(all[i]);
	*c = (struct columns){ .count = 0 };
}

/* ---- the order */

static int compare_order(const struct columns *c, uint32_t a, uint32_t b)
{
	const int64_t *time = c->time.p;
	if (time[a] != time[b])
		return time[a] < time[b] ? -1 : 1;
	const uint32_t *keys[] = { c->block.p, c->tx_index.p, c->position.p };
	for (size_t i = 0; i < 3; i++)
		if (keys[i][a] != keys[i][b])
			return keys[i][a] < keys[i][b] ? -1 : 1;
	return 0;
}

static bool stands_in_order(const struct columns *c)
{
	for (uint32_t i = 1; i < c->count; i++)
		if (compare_order(c, i - 1, i) > 0)
			return false;
	return true;
}

/* A digit of a key: a column of 32 or 64 bits, and how far to shift it. */
struct digit {
	const void *column;
	bool wide;
	unsigned shift;
};

static inline unsigned digit_of(const struct digit *d, uint32_t row, int64_t first)
{
	uint64_t key = d->wide ? (uint64_t)(((const int64_t *)d->column)[row] - first)
			       : ((const uint32_t *)d->column)[row];
	return (unsigned)(key >> d->shift) & ((1 << DIGIT_BITS) - 1);
}

/* One stable pass from `order` to `other`; false where all digits are the same. */
static bool pass(const struct digit *d, int64_t first, const uint32_t *order,
	uint32_t *other, uint32_t count, uint32_t *starts)
{
	memset(starts, 0, sizeof(*starts) << DIGIT_BITS);
	for (uint32_t i = 0; i < count; i++)
		starts[digit_of(d, i, first)]++;
	if (starts[digit_of(d, 0, first)] == count)
		return false;
	uint32_t sum = 0;
	for (unsigned i = 0; i < 1u << DIGIT_BITS; i++) {
		uint32_t n = starts[i];
		starts[i] = sum;
		sum += n;
	}
	for (uint32_t i = 0; i < count; i++)
		other[starts[digit_of(d, order[i], first)]++] = order[i];
	return true;
}

static int64_t first_time(const struct columns *c)
{
	const int64_t *time = c->time.p;
	int64_t first = time[0];
	for (uint32_t i = 1; i < c->count; i++)
		first = time[i] < first ? time[i] : first;
	return first;
}

static uint32_t *sort_by_digits(
	const struct columns *c, uint32_t *order, uint32_t *other, uint32_t *starts)
{
	int64_t first = first_time(c);
	const void *narrow[] = { c->position.p, c->tx_index.p, c->block.p };
	for (unsigned i = 0; i < 3 * 2 + 4; i++) {
		struct digit d =
			i < 6 ? (struct digit){ narrow[i / 2], false, i % 2 * DIGIT_BITS }
			      : (struct digit){ c->time.p, true, (i - 6) * DIGIT_BITS };
		if (pass(&d, first, order, other, c->count, starts)) {
			uint32_t *swap = order;
			order = other;
			other = swap;
		}
	}
	return order;
}

struct tie {
	columns_tie *compare;
	const void *context;
};

static int compare_tie(const void *a, const void *b, void *tie)
{
	const struct tie *t = tie;
	return t->compare(t->context, *(const uint32_t *)a, *(const uint32_t *)b);
}

static void settle_ties(const struct columns *c, uint32_t *order, struct tie tie)
{
	for (uint32_t i = 0, end; i < c->count; i = end) {
		for (end = i + 1;
			end < c->count && compare_order(c, order[i], order[end]) == 0;)
			end++;
		if (end - i > 1)
			qsort_r(order + i, end - i, sizeof(*order), compare_tie, &tie);
	}
}

uint32_t *columns_order(
	const struct columns *c, columns_tie *tie, const void *context, struct big *room)
{
	big_grow(room, (2ull * c->count + (1 << DIGIT_BITS)) * sizeof(uint32_t) + 1);
	uint32_t *order = room->p;
	uint32_t *other = order + c->count, *starts = other + c->count;
	for (uint32_t i = 0; i < c->count; i++)
		order[i] = i;
	if (!stands_in_order(c))
		order = sort_by_digits(c, order, other, starts);
	settle_ties(c, order, (struct tie){ tie, context });
	return order;
}
