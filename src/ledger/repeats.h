#ifndef ASSAY_LEDGER_REPEATS_H
#define ASSAY_LEDGER_REPEATS_H

#include "ledger/writer.h"

/* Takes out of `order`, which lists `count` rows of the writer, those that stand in it twice
 * or stand in the ledger already; counts them in the writer, and gives how many are left.
 * Only rows of transactions can be known again. */
uint32_t repeats_leave_out(struct writer *w, uint32_t *order, uint32_t count);

#endif
