#ifndef ASSAY_LEDGER_SCAN_H
#define ASSAY_LEDGER_SCAN_H

#include "ledger/store.h"

/* All transfers of a ledger in their order, one after another: for exports, and for whatever
 * looks at all of it. Takes four bytes of memory a row of segments without transactions. */
struct scan;

struct scan *scan_open(struct store *store, struct arena *a);
/* False behind the last. */
bool scan_next(struct scan *scan, struct transfer *row_r);
void scan_close(struct scan *scan);

#endif
