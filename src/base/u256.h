#ifndef ASSAY_BASE_U256_H
#define ASSAY_BASE_U256_H

#include <stdint.h>

#include "base/text.h"

/* Unsigned numbers of 256 bits: amounts in an asset's smallest unit. The limbs stand from
 * the least to the most. Most amounts fit into one limb, so each operation looks there
 * first. */
struct u256 {
	uint64_t w[4];
};

enum { U256_DIGITS_MAX = 78 };

static inline struct u256 u256_of(uint64_t value)
{
	return (struct u256){ { value } };
}

static inline bool u256_is_small(struct u256 a)
{
	return (a.w[1] | a.w[2] | a.w[3]) == 0;
}

static inline bool u256_is_zero(struct u256 a)
{
	return a.w[0] == 0 && u256_is_small(a);
}

static inline int u256_compare(struct u256 a, struct u256 b)
{
	for (int i = 3; i >= 0; i--)
		if (a.w[i] != b.w[i])
			return a.w[i] < b.w[i] ? -1 : 1;
	return 0;
}

static inline struct u256 u256_min(struct u256 a, struct u256 b)
{
	return u256_compare(a, b) < 0 ? a : b;
}

/* a + b; false, and the sum modulo 2^256, where it does not fit. */
static inline bool u256_add(struct u256 a, struct u256 b, struct u256 *sum_r)
{
	uint64_t carry = 0;
	for (int i = 0; i < 4; i++) {
		unsigned __int128 s = (unsigned __int128)a.w[i] + b.w[i] + carry;
		sum_r->w[i] = (uint64_t)s;
		carry = (uint64_t)(s >> 64);
	}
	return carry == 0;
}

/* a - b; false, and the difference modulo 2^256, where b is more. */
static inline bool u256_sub(struct u256 a, struct u256 b, struct u256 *difference_r)
{
	uint64_t borrow = 0;
	for (int i = 0; i < 4; i++) {
		unsigned __int128 d = (unsigned __int128)a.w[i] - b.w[i] - borrow;
		difference_r->w[i] = (uint64_t)d;
		borrow = (uint64_t)(d >> 64) & 1;
	}
	return borrow == 0;
}

/* For sums and differences that invariants of ours keep in range. */
struct u256 u256_plus(struct u256 a, struct u256 b);
struct u256 u256_minus(struct u256 a, struct u256 b);

/* a * b; false where it does not fit. */
bool u256_mul(struct u256 a, struct u256 b, struct u256 *product_r);

/* The nearest double, to within a few units of its last place: for likeness, never for sums. */
double u256_double(struct u256 value);
/* The whole part of a * b / c, with a product of 512 bits in between; `c` is not zero, and
 * b <= c, so that it always fits. */
struct u256 u256_part(struct u256 a, struct u256 b, struct u256 c);

/* All of `s` as decimal digits, or as hexadecimal ones behind "0x". */
bool u256_parse(struct span s, struct u256 *value_r);

/* A decimal number with a point, in units of 10^-decimals: "1.5" with 18 is 15 * 10^17.
 * False where it has more places than that (zeros at the end do not count), and where it
 * is too large. Exponents ("1e18") are read. */
bool u256_parse_scaled(struct span s, unsigned decimals, struct u256 *value_r);

/* In decimal digits; with a point before the last `decimals` of them, and without zeros at
 * the end. */
void u256_print(struct text *t, struct u256 value, unsigned decimals);

/* Big-endian bytes, at most 32 of them. */
bool u256_from_bytes(struct span bytes, struct u256 *value_r);
void u256_to_bytes(struct u256 value, unsigned char bytes_r[32]);

#endif
