#ifndef ASSAY_LEDGER_SORT_H
#define ASSAY_LEDGER_SORT_H

#include <stdint.h>

/* Sorts by the upper halves, hashes, which are 32 even bits; what is equal keeps its order.
 * `other` has the same room. */
void sort_by_upper_half(uint64_t *entries, uint64_t *other, uint32_t count);

#endif
