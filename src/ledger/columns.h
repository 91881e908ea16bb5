#ifndef ASSAY_LEDGER_COLUMNS_H
#define ASSAY_LEDGER_COLUMNS_H

#include "base/big.h"
#include "base/err.h"
#include "ledger/ledger.h"

/* Rows of an import as they come, before they are a segment: one array for each field, all
 * of `count` items. */
struct columns {
	uint32_t count;
	struct big time;			  /* int64_t */
	struct big from, to, what;		  /* uint32_t */
	struct big block, tx_index, position, tx; /* uint32_t; tx: LEDGER_NONE for none */
	struct big amount;			  /* uint64_t, packed */
	struct big large;			  /* struct u256 */
	uint64_t large_count;
	bool has_tx, has_block;
	struct big tx_ids; /* 32 bytes each */
	uint32_t tx_count;
	struct big tx_table; /* uint32_t: number + 1, found by the identity's hash */
	uint64_t tx_slots;
	/* Rows whose transactions are still to be looked up: many at once, so that memory
	 * comes near while others are at work. */
	struct {
		unsigned char id[32];
		uint64_t hash;
		uint32_t row;
	} pending[16];
	unsigned pending_count;
};

/* Compares two rows whose order is equal by what they say, names included. */
typedef int columns_tie(const void *context, uint32_t row_a, uint32_t row_b);

void columns_add(struct columns *c, const struct transfer *row,
	const unsigned char *tx_id, uint64_t key);
/* Before anything else is asked of the rows. */
void columns_settle(struct columns *c, uint64_t key);
/* The row as it was added. */
void columns_get(const struct columns *c, uint32_t row, struct transfer *row_r);
static inline const unsigned char *columns_tx_id(const struct columns *c, uint32_t tx)
{
	return (const unsigned char *)c->tx_ids.p + 32ull * tx;
}
/* Forgets all rows and keeps the room. */
void columns_clear(struct columns *c);
void columns_free(struct columns *c);

/* The rows' numbers in their order, in `*room`: what is equal in `order` by `tie`. */
uint32_t *columns_order(
	const struct columns *c, columns_tie *tie, const void *context, struct big *room);

/* Writes the segment of the rows that `order` lists (`count` of them), durably, to a new
 * file; `*bytes_r` is its length. `accounts` bounds the numbers of accounts. */
int columns_write(const struct columns *c, const uint32_t *order, uint32_t count,
	uint32_t accounts, uint64_t key, int folder, const char *name, uint64_t *bytes_r,
	struct err *err_r);

#endif
