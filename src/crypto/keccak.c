/* Keccak-256 as its authors handed it in (The Keccak reference, version 3.0, 2011): rate
 * 1088, capacity 512, padding 0x01. Written out because libcrypto and nettle have only what
 * the standard made of it later, with another padding and so another digest. */
#include "crypto/keccak.h"

#include <stdint.h>

enum { LANES = 25, ROUNDS = 24, RATE_BYTES = 136 };

static const uint64_t iota[ROUNDS] = { 0x0000000000000001, 0x0000000000008082,
	0x800000000000808a, 0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
	0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
	0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b,
	0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
	0x000000000000800a, 0x800000008000000a, 0x8000000080008081, 0x8000000000008080,
	0x0000000080000001, 0x8000000080008008 };

/* Where each lane goes on its way through rho and pi, and by how much it turns. */
static const unsigned char turn[ROUNDS] = { 1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14,
	27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44 };
static const unsigned char place[ROUNDS] = { 10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4,
	15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1 };

static uint64_t rotate(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

static void theta(uint64_t s[LANES])
{
	uint64_t c[5];
	for (unsigned x = 0; x < 5; x++)
		c[x] = s[x] ^ s[x + 5] ^ s[x + 10] ^ s[x + 15] ^ s[x + 20];
	for (unsigned x = 0; x < 5; x++) {
		uint64_t d = c[(x + 4) % 5] ^ rotate(c[(x + 1) % 5], 1);
		for (unsigned y = 0; y < LANES; y += 5)
			s[y + x] ^= d;
	}
}

static void rho_and_pi(uint64_t s[LANES])
{
	uint64_t moved = s[1];
	for (unsigned i = 0; i < ROUNDS; i++) {
		uint64_t there = s[place[i]];
		s[place[i]] = rotate(moved, turn[i]);
		moved = there;
	}
}

static void chi(uint64_t s[LANES])
{
	for (unsigned y = 0; y < LANES; y += 5) {
		uint64_t row[5];
		memcpy(row, s + y, sizeof(row));
		for (unsigned x = 0; x < 5; x++)
			s[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
	}
}

static void absorb(uint64_t s[LANES], const unsigned char block[RATE_BYTES])
{
	for (unsigned i = 0; i < RATE_BYTES; i++)
		s[i / 8] ^= (uint64_t)block[i] << (8 * (i % 8));
	for (unsigned i = 0; i < ROUNDS; i++) {
		theta(s);
		rho_and_pi(s);
		chi(s);
		s[0] ^= iota[i];
	}
}

void keccak256(struct span s, unsigned char out[KECCAK256_BYTES])
{
	uint64_t state[LANES] = { 0 };
	unsigned char last[RATE_BYTES] = { 0 };
	for (; s.n >= RATE_BYTES; s = span_skip(s, RATE_BYTES))
		absorb(state, s.p);
	if (s.n)
		memcpy(last, s.p, s.n);
	last[s.n] = 0x01;
	last[RATE_BYTES - 1] |= 0x80;
	absorb(state, last);
	for (unsigned i = 0; i < KECCAK256_BYTES; i++)
		out[i] = (unsigned char)(state[i / 8] >> (8 * (i % 8)));
}
