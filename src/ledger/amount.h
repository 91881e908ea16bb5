#ifndef ASSAY_LEDGER_AMOUNT_H
#define ASSAY_LEDGER_AMOUNT_H

#include "base/u256.h"

/* Amounts as 64 bits: nearly all fit, exactly. The highest bits tell the form:
 *	0...   the number itself, below 2^63
 *	10...  six bits of exponent e and 56 bits of m: m * 10^e
 *	11...  the number of an entry in the segment's table of large amounts */

enum { AMOUNT_MANTISSA_BITS = 56, AMOUNT_EXPONENT_MAX = 63 };

#define AMOUNT_SCALED (1ull << 63)
#define AMOUNT_LARGE (3ull << 62)

/* False where only the table can hold it. */
bool amount_pack(struct u256 amount, uint64_t *packed_r);
/* Zero for an entry behind the table's end: the ledger is damaged, and verify says so. */
struct u256 amount_unpack(
	uint64_t packed, const struct u256 *large, uint64_t large_count);

#endif
