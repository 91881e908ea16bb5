#ifndef ASSAY_LEDGER_WRITER_H
#define ASSAY_LEDGER_WRITER_H

#include "ledger/columns.h"
#include "ledger/store.h"

/* Adding to a ledger. Rows are gathered; writer_commit() makes a segment of them and then,
 * all at once, a new state. Whatever ends the program before leaves the ledger as it was.
 * One writer at a time: the folder is locked. */
struct writer {
	struct arena *arena;
	struct store *store;
	struct name_adder names;
	struct columns columns;
	struct asset *assets; /* old and new ones */
	uint32_t asset_count;
	size_t asset_capacity;
	uint32_t *asset_table; /* number + 1, found by the name's hash */
	uint32_t asset_slots;
	struct state_import *import; /* the source in work, or NULL */
	uint64_t repeated;	     /* rows of this segment that were there before */
	uint64_t differed; /* and rows that say another thing of the same place */
	struct names_wanted *wanted; /* of rows that were added by name (writer.c) */
	struct text memos;	     /* of transactions, since the last commit */
	uint32_t rows_max; /* between two commits: WRITER_ROWS, or what a caller sets */
	int lock;
};

/* Rows of a segment, about: with what sorting needs 2.5 GB of memory. */
enum { WRITER_ROWS = 32 << 20 };

/* Makes the folder where there is none. -EBUSY: another program writes to it. */
int writer_open(const char *path, struct writer **writer_r, struct err *err_r);
/* What was not committed is forgotten. */
void writer_close(struct writer **writer);

/* The number of an account, old or new; LEDGER_NONE where the ledger is full, or the text is
 * no name. */
uint32_t writer_account(struct writer *w, struct span text);
/* The same of a name in its stored form (struct name). */
uint32_t writer_account_stored(struct writer *w, struct span stored);
/* The number of an asset. -EINVAL where the ledger counts it with other decimals. */
int writer_asset(struct writer *w, struct span name, struct span symbol,
	unsigned decimals, uint32_t *asset_r, struct err *err_r);

/* The asset called so, old or new, or NULL. */
const struct asset *writer_find_asset(const struct writer *w, struct span name);

/* One transfer; `tx_id` is NULL where it stands in no transaction, and its index in the
 * block must then be 0. Between commits as many as writer_is_full() allows. */
int writer_add(struct writer *w, const struct transfer *row, const unsigned char *tx_id,
	struct err *err_r);

/* A name ready to be looked up: as it is stored, and its hash. */
struct name_wanted writer_want(const struct writer *w, struct span stored);
/* The same by such names, which must live until writer_settle(), and are looked up many at once. */
int writer_add_wanted(struct writer *w, const struct transfer *row,
	const struct name_wanted *from, const struct name_wanted *to,
	const unsigned char *tx_id, struct err *err_r);
void writer_settle(struct writer *w);
/* The same by names as people write them. `*why_r`: NULL, or why the row was not added: a name is
 * none. */
int writer_add_named(struct writer *w, const struct transfer *row, struct span from,
	struct span to, const unsigned char *tx_id, const char **why_r,
	struct err *err_r);

/* What a transaction says, where that is a memo of THORChain (hop_memo.h); else it is
 * passed over. It is written with the next commit; one whose transaction is not in the
 * ledger does no harm. */
void writer_memo(struct writer *w, const unsigned char tx_id[32], struct span memo);

static inline bool writer_is_full(const struct writer *w)
{
	return w->columns.count >= w->rows_max;
}

/* Begins a source: `*taken_r` is how much of it is in the ledger already, and `*done_r`
 * whether that is all. `digest` knows it again. */
void writer_begin(struct writer *w, uint64_t digest, struct span name, uint64_t *taken_r,
	bool *done_r);
/* How far the source was read: what writer_commit() writes down. */
void writer_taken(struct writer *w, uint64_t taken, uint64_t refused);
void writer_done(struct writer *w);

/* Of rows with a transaction, those that the ledger has are left out: the same identity,
 * kind, position and asset. Where they say another thing they are left out and counted. */
int writer_commit(struct writer *w, struct err *err_r);

/* Takes out the rows of a chain from a block on, which a reorganisation has undone: segments
 * that hold some are written anew. With nothing uncommitted. `*rows_r`: how many. */
int writer_roll_back(struct writer *w, struct span chain, uint32_t block,
	uint64_t *rows_r, struct err *err_r);

/* Makes `state` the ledger's, durably, and reads it anew. */
int writer_replace_state(struct writer *w, struct err *err_r);

#endif
