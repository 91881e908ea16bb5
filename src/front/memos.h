#ifndef ASSAY_FRONT_MEMOS_H
#define ASSAY_FRONT_MEMOS_H

#include "base/err.h"
#include "trace/hop_memo.h"

/* The table of --memos, a row each, "transaction,memo" (CSV); a first line of other words names the
 * columns. NULL: none. 0 or -errno, with the line where a row is no such. */
int memos_read(
	struct arena *a, const char *path, struct hop_memos *memos_r, struct err *err_r);

#endif
