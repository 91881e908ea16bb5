/* A ledger's own segments behind the interface of a trace (edges.h). An account's rows stand
 * in order in each segment, so that a cursor is a merge of as many lists as there are segments
 * in which the account occurs: mostly one or two. */
#include <errno.h>
#include <string.h>

#include "base/hash.h"
#include "ledger/store.h"

/* What is left of an account's rows in one segment. */
struct list {
	uint32_t segment;
	uint32_t at, end; /* rows, or entries of `into` */
	struct transfer next;
};

struct cursor {
	struct edge_cursor shown;
	enum edge_direction direction;
	uint32_t account;
	unsigned count;
	struct list *lists;
	unsigned now;	  /* the list that holds what is shown */
	struct list only; /* mostly there is one */
};

struct store_edges {
	struct edges edges;
	struct store *store;
};

static struct store *store_of(struct edges *e)
{
	return ((struct store_edges *)e)->store;
}

/* ---- order */

static int compare_u64(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

int transfer_compare(const struct transfer *a, const struct transfer *b)
{
	if (a->order.time_s != b->order.time_s)
		return a->order.time_s < b->order.time_s ? -1 : 1;
	if (a->order.block != b->order.block)
		return compare_u64(a->order.block, b->order.block);
	if (a->order.tx_index != b->order.tx_index)
		return compare_u64(a->order.tx_index, b->order.tx_index);
	if (a->order.position != b->order.position)
		return compare_u64(a->order.position, b->order.position);
	if (a->kind != b->kind)
		return compare_u64(a->kind, b->kind);
	return u256_compare(a->amount, b->amount);
}

/* By names, where all else is equal: the numbers depend on what was imported first. */
int store_compare(
	const struct store *s, const struct transfer *a, const struct transfer *b)
{
	int c = transfer_compare(a, b);
	if (c == 0 && a->asset != b->asset && a->asset < s->state.asset_count &&
		b->asset < s->state.asset_count)
		c = span_compare(s->assets[a->asset].name, s->assets[b->asset].name);
	if (c == 0 && a->from != b->from)
		c = span_compare(
			names_get(&s->names, a->from), names_get(&s->names, b->from));
	if (c == 0 && a->to != b->to)
		c = span_compare(
			names_get(&s->names, a->to), names_get(&s->names, b->to));
	c = c ? c : compare_u64(a->segment, b->segment);
	return c ? c : compare_u64(a->row, b->row);
}

bool transfer_is_payment(const struct transfer *t)
{
	bool of_outputs = t->kind == TRANSFER_SPEND || t->kind == TRANSFER_MAKE ||
			  t->kind == TRANSFER_OWN;
	return !of_outputs && t->kind != TRANSFER_FEE && t->kind != TRANSFER_NFT &&
	       t->from != t->to && !u256_is_zero(t->amount);
}

const char *transfer_kind_name(unsigned kind)
{
	static const char *const names[TRANSFER_KINDS] = { "native", "internal", "token",
		"nft", "fee", "mint", "burn", "bank", "spend", "make", "own" };
	return kind < TRANSFER_KINDS ? names[kind] : "?";
}

/* ---- cursors */

static uint32_t row_at(
	const struct segment *s, enum edge_direction direction, uint32_t at)
{
	uint32_t row = direction == EDGES_OUT ? at : s->into[at];
	return row < s->rows ? row : 0;
}

static void look(const struct store *s, const struct cursor *c, struct list *list)
{
	if (list->at >= list->end)
		return;
	const struct segment *segment = &s->segments[list->segment];
	segment_transfer(segment, row_at(segment, c->direction, list->at),
		c->direction == EDGES_OUT ? c->account : LEDGER_NONE, &list->next);
	list->next.segment = list->segment;
}

static void show(const struct store *s, struct cursor *c)
{
	const struct list *best = NULL;
	for (unsigned i = 0; i < c->count; i++) {
		const struct list *list = &c->lists[i];
		if (list->at < list->end &&
			(!best || store_compare(s, &list->next, &best->next) < 0)) {
			best = list;
			c->now = i;
		}
	}
	c->shown.there = best != NULL;
	if (best)
		c->shown.next = best->next;
}

/* The first of them at `from_s` or later. */
static uint32_t skip_before(const struct segment *s, enum edge_direction direction,
	struct rows rows, int64_t from_s)
{
	uint32_t low = rows.first, high = rows.end;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (s->head->first_s + s->time[row_at(s, direction, middle)] < from_s)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct edge_cursor *open_cursor(struct edges *e, struct arena *a, uint32_t account,
	enum edge_direction direction, int64_t from_s, struct err *err_r)
{
	(void)err_r;
	const struct store *s = store_of(e);
	struct cursor *c = arena_new(a, struct cursor);
	c->lists = &c->only;
	c->account = account;
	c->direction = direction;
	for (uint32_t i = 0; i < s->state.segment_count; i++) {
		const struct segment *segment = &s->segments[i];
		struct rows rows = direction == EDGES_OUT ? segment_out(segment, account)
							  : segment_in(segment, account);
		if (rows.first < rows.end)
			rows.first = skip_before(segment, direction, rows, from_s);
		if (rows.first == rows.end)
			continue;
		if (c->count == 1) { /* room for all that may come */
			c->lists = arena_array(
				a, s->state.segment_count - i + 1, sizeof(*c->lists));
			c->lists[0] = c->only;
		}
		c->lists[c->count] =
			(struct list){ .segment = i, .at = rows.first, .end = rows.end };
		look(s, c, &c->lists[c->count++]);
	}
	show(s, c);
	return &c->shown;
}

static int step_cursor(struct edges *e, struct edge_cursor *cursor, struct err *err_r)
{
	(void)err_r;
	const struct store *s = store_of(e);
	struct cursor *c = (struct cursor *)cursor;
	if (!cursor->there)
		return 0;
	struct list *list = &c->lists[c->now];
	list->at++;
	look(s, c, list);
	if (c->count > 1) {
		show(s, c);
		return 0;
	}
	cursor->there = list->at < list->end;
	if (cursor->there)
		cursor->next = list->next;
	return 0;
}

/* ---- transactions */

/* The number of a transaction in a segment, by its identity; LEDGER_NONE: not in. */
static uint32_t find_in_segment(
	const struct segment *s, const unsigned char id[32], uint64_t key)
{
	uint64_t half = hash_bytes(span_of(id, 32), key) >> 32;
	uint32_t low = 0, high = s->transactions;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (s->tx_find[middle] >> 32 < half)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < s->transactions && s->tx_find[low] >> 32 == half; low++) {
		uint32_t tx = (uint32_t)s->tx_find[low];
		if (tx < s->transactions && memcmp(s->tx_id + 32ull * tx, id, 32) == 0)
			return tx;
	}
	return LEDGER_NONE;
}

/* Transactions are numbered in the order of their first rows. */
static uint32_t first_rank(const struct segment *s, uint32_t tx)
{
	uint32_t low = 0, high = s->rows;
	for (uint32_t i = 0; i < s->rows && low < high; i++) {
		uint32_t middle = low + (high - low) / 2, seen = middle;
		while (seen < high && s->tx[seen] == LEDGER_NONE)
			seen++;
		if (seen < high && s->tx[seen] < tx)
			low = seen + 1;
		else
			high = middle;
	}
	while (low < s->rows && s->tx[low] != tx)
		low++;
	return low;
}

static bool find_transaction(
	struct edges *e, const unsigned char id[32], struct transfer *first_r)
{
	const struct store *s = store_of(e);
	bool found = false;
	for (uint32_t i = 0; i < s->state.segment_count; i++) {
		const struct segment *segment = &s->segments[i];
		uint32_t tx = segment->transactions
				      ? find_in_segment(segment, id, s->state.key)
				      : LEDGER_NONE;
		uint32_t rank =
			tx == LEDGER_NONE ? segment->rows : first_rank(segment, tx);
		if (rank >= segment->rows || segment->row[rank] >= segment->rows)
			continue;
		struct transfer t;
		segment_transfer(segment, segment->row[rank], LEDGER_NONE, &t);
		t.segment = i;
		if (!found || store_compare(s, &t, first_r) < 0)
			*first_r = t;
		found = true;
	}
	return found;
}

static bool transaction_id(
	struct edges *e, const struct transfer *row, unsigned char id_r[32])
{
	const struct store *s = store_of(e);
	if (row->segment >= s->state.segment_count)
		return false;
	const struct segment *segment = &s->segments[row->segment];
	if (!segment->tx || row->row >= segment->rows)
		return false;
	uint32_t tx = segment->tx[segment_rank(segment, row->row)];
	if (tx >= segment->transactions)
		return false;
	memcpy(id_r, segment->tx_id + 32ull * tx, 32);
	return true;
}

/* The rows of a transaction in one segment stand side by side in the order of ranks. */
struct gathered {
	struct transfer *rows;
	size_t max, count;
};

static void gather(
	const struct segment *s, uint32_t number, uint32_t tx, struct gathered *g)
{
	for (uint32_t rank = first_rank(s, tx); rank < s->rows && s->tx[rank] == tx;
		rank++) {
		uint32_t row = s->row[rank];
		if (g->count < g->max) {
			segment_transfer(s, row < s->rows ? row : 0, LEDGER_NONE,
				&g->rows[g->count]);
			g->rows[g->count].segment = number;
		}
		g->count++;
	}
}

static void sort_rows(const struct store *s, struct transfer *rows, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct transfer moved = rows[i];
		size_t at = i;
		for (; at > 0 && store_compare(s, &rows[at - 1], &moved) > 0; at--)
			rows[at] = rows[at - 1];
		rows[at] = moved;
	}
}

/* Its rows may stand in several segments: transfers of tokens are mostly imported on their
 * own. */
static int rows_of_transaction(struct edges *e, const struct transfer *row,
	struct transfer *rows_r, size_t max, size_t *count_r, struct err *err_r)
{
	(void)err_r;
	const struct store *s = store_of(e);
	unsigned char id[32];
	struct gathered g = { rows_r, max, 0 };
	if (!transaction_id(e, row, id)) {
		if (max)
			rows_r[0] = *row;
		*count_r = 1;
		return 0;
	}
	for (uint32_t i = 0; i < s->state.segment_count; i++) {
		const struct segment *segment = &s->segments[i];
		uint32_t tx = segment->transactions
				      ? find_in_segment(segment, id, s->state.key)
				      : LEDGER_NONE;
		if (tx != LEDGER_NONE)
			gather(segment, i, tx, &g);
	}
	if (s->state.segment_count > 1)
		sort_rows(s, rows_r, g.count < max ? g.count : max);
	*count_r = g.count;
	return 0;
}

/* ---- names */

static uint32_t find_account(struct edges *e, struct span text)
{
	const struct store *s = store_of(e);
	struct name name;
	if (!name_read(text, &name))
		return LEDGER_NONE;
	struct span stored = span_of(name.bytes, name.n);
	return names_find(&s->names, stored, name_hash(&s->names, stored));
}

static struct span account_name(struct edges *e, struct arena *a, uint32_t account)
{
	return name_text(a, names_get(&store_of(e)->names, account));
}

static const struct asset *asset_row(struct edges *e, uint32_t asset)
{
	const struct store *s = store_of(e);
	return asset < s->state.asset_count ? &s->assets[asset] : NULL;
}

static uint32_t account_count(struct edges *e)
{
	return store_of(e)->state.name_count;
}

static uint64_t degree(struct edges *e, uint32_t account)
{
	const struct store *s = store_of(e);
	uint64_t count = 0;
	for (size_t i = 0; i < s->state.segment_count; i++) {
		struct rows out = segment_out(&s->segments[i], account);
		struct rows in = segment_in(&s->segments[i], account);
		count += out.end - out.first + (uint64_t)(in.end - in.first);
	}
	return count;
}

static int compare(struct edges *e, const struct transfer *a, const struct transfer *b)
{
	return store_compare(store_of(e), a, b);
}

/* All is mapped: there is nothing to fetch. */
static int expect(
	struct edges *e, const uint32_t *accounts, size_t count, struct err *err_r)
{
	(void)e;
	(void)accounts;
	(void)count;
	(void)err_r;
	return 0;
}

static const struct edges_ops ops = {
	.expect = expect,
	.open = open_cursor,
	.step = step_cursor,
	.transaction = rows_of_transaction,
	.find_transaction = find_transaction,
	.transaction_id = transaction_id,
	.find_account = find_account,
	.account_name = account_name,
	.asset = asset_row,
	.account_count = account_count,
	.degree = degree,
	.compare = compare,
};

struct edges *store_edges(struct store *store)
{
	struct store_edges *e = arena_new(store->arena, struct store_edges);
	*e = (struct store_edges){ .edges = { &ops }, .store = store };
	return &e->edges;
}
