/* Rows that come again: exports overlap, and a tool is run twice. A row is known by its
 * transaction, kind, position and asset; one that says something else of the same place is
 * left out too, and counted apart, because the ledger cannot tell which of them is true. */
#include "ledger/repeats.h"

enum { OLD_ROWS_MAX = 4096 }; /* of one transaction; behind them all are taken as new */

enum again { AGAIN_NEW, AGAIN_SAME, AGAIN_DIFFERS };

static bool says_the_same(const struct transfer *a, const struct transfer *b)
{
	return a->from == b->from && a->to == b->to && a->asset == b->asset &&
	       a->kind == b->kind && u256_compare(a->amount, b->amount) == 0;
}

static bool is_at_the_same_place(const struct transfer *a, const struct transfer *b)
{
	return a->order.position == b->order.position;
}

static uint32_t tx_of(const struct columns *c, uint32_t row)
{
	return ((const uint32_t *)c->tx.p)[row];
}

/* Rows that are the same stand side by side. */
static bool repeats_last(const struct columns *c, uint32_t last, uint32_t row)
{
	if (tx_of(c, row) == LEDGER_NONE || tx_of(c, row) != tx_of(c, last))
		return false;
	struct transfer a, b;
	columns_get(c, last, &a);
	columns_get(c, row, &b);
	return says_the_same(&a, &b) && is_at_the_same_place(&a, &b);
}

static enum again known_row(
	const struct transfer *old, size_t count, const struct transfer *row)
{
	for (size_t i = 0; i < count; i++) {
		if (old[i].kind != row->kind || old[i].asset != row->asset)
			continue;
		/* A bank's rows have no place of their own: theirs is that in the file. */
		if (row->kind == TRANSFER_BANK ? says_the_same(&old[i], row)
					       : is_at_the_same_place(&old[i], row))
			return says_the_same(&old[i], row) ? AGAIN_SAME : AGAIN_DIFFERS;
	}
	return AGAIN_NEW;
}

/* The ledger's rows of the transaction that is in work. */
struct old_rows {
	struct edges *edges;
	struct transfer *rows;
	size_t count;
	uint32_t tx;
};

static void look_up(struct old_rows *old, const struct columns *c, uint32_t tx)
{
	struct transfer first;
	old->tx = tx;
	old->count = 0;
	if (old->edges->ops->find_transaction(old->edges, columns_tx_id(c, tx), &first))
		old->edges->ops->transaction(
			old->edges, &first, old->rows, OLD_ROWS_MAX, &old->count, NULL);
	if (old->count > OLD_ROWS_MAX)
		old->count = OLD_ROWS_MAX;
}

static enum again look_in_ledger(
	struct old_rows *old, const struct columns *c, uint32_t row)
{
	uint32_t tx = tx_of(c, row);
	if (tx == LEDGER_NONE || !old->edges)
		return AGAIN_NEW;
	if (tx != old->tx)
		look_up(old, c, tx);
	struct transfer t;
	if (old->count)
		columns_get(c, row, &t);
	return old->count ? known_row(old->rows, old->count, &t) : AGAIN_NEW;
}

static bool ledger_has_transactions(const struct store *s)
{
	for (size_t i = 0; i < s->state.segment_count; i++)
		if (s->segments[i].transactions)
			return true;
	return false;
}

uint32_t repeats_leave_out(struct writer *w, uint32_t *order, uint32_t count)
{
	const struct columns *c = &w->columns;
	struct old_rows old = { .tx = LEDGER_NONE };
	uint32_t kept = 0;
	if (!c->has_tx)
		return count;
	if (ledger_has_transactions(w->store)) {
		old.edges = store_edges(w->store);
		old.rows = arena_array(w->store->arena, OLD_ROWS_MAX, sizeof(*old.rows));
	}
	for (uint32_t i = 0; i < count; i++) {
		uint32_t row = order[i];
		enum again again = kept && repeats_last(c, order[kept - 1], row)
					   ? AGAIN_SAME
					   : look_in_ledger(&old, c, row);
		if (again == AGAIN_NEW)
			order[kept++] = row;
		w->repeated += again == AGAIN_SAME;
		w->differed += again == AGAIN_DIFFERS;
	}
	return kept;
}
