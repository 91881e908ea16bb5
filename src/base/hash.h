#ifndef ASSAY_BASE_HASH_H
#define ASSAY_BASE_HASH_H

#include <stdint.h>
#include <string.h>

#include "base/span.h"

/* A keyed hash for tables and checksums, by multiplying and folding 128 bits (as wyhash
 * does): fast, and not for proofs. Whoever does not know the key cannot aim for one chain
 * of a table. */

static inline uint64_t hash_fold(uint64_t a, uint64_t b)
{
	unsigned __int128 p = (unsigned __int128)a * b;
	return (uint64_t)p ^ (uint64_t)(p >> 64);
}

static inline uint64_t hash_word(const unsigned char *p, size_t n)
{
	uint64_t word = 0;
	if (n)
		memcpy(&word, p, n < 8 ? n : 8);
	return word;
}

static inline uint64_t hash_bytes(struct span s, uint64_t key)
{
	const uint64_t k0 = 0x9E3779B97F4A7C15, k1 = 0xD1B54A32D192ED03;
	uint64_t h = key ^ (s.n * k0);
	const unsigned char *p = s.p;
	size_t n = s.n;
	for (; n > 16; p += 16, n -= 16)
		h = hash_fold(hash_word(p, 8) ^ k0 ^ h, hash_word(p + 8, 8) ^ k1);
	uint64_t a = hash_word(p, n), b = n > 8 ? hash_word(p + 8, n - 8) : 0;
	return hash_fold(hash_fold(a ^ k1, b ^ h) ^ k0, h ^ k1);
}

#endif
