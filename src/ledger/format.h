#ifndef ASSAY_LEDGER_FORMAT_H
#define ASSAY_LEDGER_FORMAT_H

#include <stdint.h>

#include "base/u256.h"

/* The bytes of a ledger (docs/ledger.md). All numbers are little-endian.
 *
 * LEDGER/state          text: what belongs to the ledger, and how long each file is; it is
 *                       replaced at once, so that a ledger is always a complete one
 * LEDGER/names          the names of accounts, each padded to four bytes
 * LEDGER/names.at       u32 for each account: where its name stands, in units of four
 * LEDGER/NNNNNN.names   of one import: u64 for each new name, hash and number, sorted
 * LEDGER/NNNNNN.rows    a segment: transfers, sorted by source and time */

#define LEDGER_VERSION 1

enum {
	SEGMENT_MAGIC = 0x6765737961737361, /* never compared as text */
	SEGMENT_COLUMNS_MAX = 32,
	SEGMENT_ALIGN = 64,
	SEGMENT_ROWS_MAX = 1 << 27,
};

/* A segment's columns. Those by row are sorted by (from, order); those by rank stand in the
 * order of all rows, or by row where the segment has no transactions and so no ranks. What is
 * not there has zero bytes. */
enum column {
	COLUMN_TO,	   /* by row: u32 */
	COLUMN_TIME,	   /* by row: u32, seconds after the segment's first moment */
	COLUMN_RANK,	   /* by row: u32; only with COLUMN_TX */
	COLUMN_AMOUNT,	   /* by row: u64, see amount.h */
	COLUMN_WHAT,	   /* by row: u32, asset << 8 | kind */
	COLUMN_LARGE,	   /* 32 bytes each: amounts that a u64 cannot hold */
	COLUMN_INTO,	   /* rows sorted by (to, order): u32 */
	COLUMN_FROM_IDS,   /* accounts that send, ascending: u32; none: all of a range */
	COLUMN_FROM_FIRST, /* first row of each, and behind it the number of rows: u32 */
	COLUMN_TO_IDS,	   /* the same for COLUMN_INTO */
	COLUMN_TO_FIRST,
	COLUMN_ROW,	 /* by rank: u32 row; only with COLUMN_TX */
	COLUMN_TX,	 /* by rank: u32, which transaction of the segment */
	COLUMN_POSITION, /* by rank: u32 */
	COLUMN_BLOCK,	 /* by rank: u32 */
	COLUMN_TX_INDEX, /* by transaction: u32 */
	COLUMN_TX_ID,	 /* by transaction: 32 bytes */
	COLUMN_TX_FIND,	 /* u64 for each transaction: hash and number, sorted */
	COLUMNS
};

struct segment_column {
	uint64_t at, bytes, checksum;
};

struct segment_head {
	uint64_t magic;
	uint32_t version, columns;
	uint64_t rows;
	int64_t first_s; /* COLUMN_TIME counts from here */
	uint32_t from_base,
		to_base; /* account of the first entry where ids are a range */
	struct segment_column column[SEGMENT_COLUMNS_MAX];
	uint64_t checksum; /* of all before it */
};

#endif
