#ifndef ASSAY_LEDGER_SEGMENT_H
#define ASSAY_LEDGER_SEGMENT_H

#include "base/err.h"
#include "ledger/format.h"
#include "ledger/ledger.h"

/* A segment as it is mapped: some millions of rows in two orders. Every number read out of
 * it is foreign (a disk can rot): what would lead outside is taken for absent. */

/* Which rows belong to an account: entries [first[i], first[i + 1]). */
struct row_index {
	const uint32_t *ids; /* ascending, or NULL: the accounts from `base` on */
	const uint32_t *first;
	uint32_t base, count;
};

struct segment {
	struct span map;
	const struct segment_head *head;
	uint32_t rows, transactions;
	const uint32_t *to, *time, *rank, *what, *into;
	const uint64_t *amount;
	const struct u256 *large;
	uint64_t large_count;
	struct row_index from_index, to_index;
	/* Of chains; else NULL. `rank` too. */
	const uint32_t *row, *tx, *position, *block, *tx_index;
	const unsigned char *tx_id;
	const uint64_t *tx_find;
};

struct rows {
	uint32_t first, end;
};

/* Checks the head and where columns lie, and none of their bytes. */
int segment_open(
	struct span map, const char *name, struct segment *segment_r, struct err *err_r);
/* Every byte; `accounts` and `assets` bound the numbers. */
int segment_verify(const struct segment *s, const char *name, uint32_t accounts,
	uint32_t assets, struct err *err_r);

/* The entry of an account: LEDGER_NONE where it has no rows. */
static inline uint32_t row_index_entry(const struct row_index *index, uint32_t account)
{
	if (!index->ids) {
		uint32_t entry = account - index->base;
		return entry < index->count ? entry : LEDGER_NONE;
	}
	uint32_t low = 0, high = index->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (index->ids[middle] < account)
			low = middle + 1;
		else
			high = middle;
	}
	return low < index->count && index->ids[low] == account ? low : LEDGER_NONE;
}

static inline struct rows row_index_rows(
	const struct row_index *index, uint32_t account, uint32_t rows)
{
	uint32_t entry = row_index_entry(index, account);
	if (entry == LEDGER_NONE)
		return (struct rows){ 0, 0 };
	struct rows r = { index->first[entry], index->first[entry + 1] };
	return r.first <= r.end && r.end <= rows ? r : (struct rows){ 0, 0 };
}

/* The rows by which the account sends, in order. */
static inline struct rows segment_out(const struct segment *s, uint32_t account)
{
	return row_index_rows(&s->from_index, account, s->rows);
}

/* Entries of `into`, in order, whose rows go to the account. */
static inline struct rows segment_in(const struct segment *s, uint32_t account)
{
	return row_index_rows(&s->to_index, account, s->rows);
}

/* Where a row stands in the columns that are told by rank. */
static inline uint32_t segment_rank(const struct segment *s, uint32_t row)
{
	uint32_t rank = s->rank ? s->rank[row] : row;
	return rank < s->rows ? rank : 0;
}

/* Who sends a row: the index is searched for it. */
uint32_t segment_from(const struct segment *s, uint32_t row);
struct u256 segment_amount(const struct segment *s, uint32_t row);
/* The whole row, which is below s->rows; `from` where the caller knows it, or LEDGER_NONE. */
void segment_transfer(const struct segment *s, uint32_t row, uint32_t from,
	struct transfer *transfer_r);

#endif
