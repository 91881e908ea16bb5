#ifndef ASSAY_FRONT_MEMOS_H
#define ASSAY_FRONT_MEMOS_H

#include "base/err.h"
#include "ledger/hop_memo.h"

/* The memos of a ledger, as imports saw them, and those of the table of --memos: a row each,
 * "transaction,memo" (CSV); a first line of other words names the columns. NULL: no table. 0 or
 * -errno, with the line where a row of the table is no such. */
int memos_read(struct arena *a, const char *ledger, const char *path,
	struct hop_memos *memos_r, struct err *err_r);

#endif
