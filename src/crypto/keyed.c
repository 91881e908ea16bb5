/* Keyed hashes: SipHash-2-4, written out. A MAC of libcrypto costs half a microsecond to set
 * up, several times what it takes to hash an address; the memory of people asks for a
 * hundred in one answer. */
#include <string.h>

#include "crypto/crypto.h"

struct keyed_hash {
	uint64_t k0, k1;
};

struct sip {
	uint64_t v0, v1, v2, v3;
};

static uint64_t little_endian(const unsigned char *p, size_t n)
{
	uint64_t v = 0;
	for (size_t i = 0; i < n; i++)
		v |= (uint64_t)p[i] << (8 * i);
	return v;
}

static uint64_t rotate(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

static void rounds(struct sip *s, int n)
{
	while (n-- > 0) {
		s->v0 += s->v1;
		s->v1 = rotate(s->v1, 13) ^ s->v0;
		s->v0 = rotate(s->v0, 32);
		s->v2 += s->v3;
		s->v3 = rotate(s->v3, 16) ^ s->v2;
		s->v0 += s->v3;
		s->v3 = rotate(s->v3, 21) ^ s->v0;
		s->v2 += s->v1;
		s->v1 = rotate(s->v1, 17) ^ s->v2;
		s->v2 = rotate(s->v2, 32);
	}
}

static void absorb(struct sip *s, uint64_t word)
{
	s->v3 ^= word;
	rounds(s, 2);
	s->v0 ^= word;
}

struct keyed_hash *keyed_hash_create(
	struct arena *a, const unsigned char key[KEYED_HASH_KEY_BYTES])
{
	struct keyed_hash *h = arena_new(a, struct keyed_hash);
	h->k0 = little_endian(key, 8);
	h->k1 = little_endian(key + 8, 8);
	return h;
}

/* Of `kind` and then `s`: the first word holds one byte less of it. */
uint64_t keyed_hash(const struct keyed_hash *h, unsigned char kind, struct span s)
{
	struct sip v = { h->k0 ^ 0x736f6d6570736575u, h->k1 ^ 0x646f72616e646f6du,
		h->k0 ^ 0x6c7967656e657261u, h->k1 ^ 0x7465646279746573u };
	uint64_t word = kind, length = (uint64_t)(s.n + 1) << 56;
	unsigned held = 1;
	while (s.n + held >= 8) {
		absorb(&v, word | little_endian(s.p, 8 - held) << (8 * held));
		s = span_skip(s, 8 - held);
		word = held = 0;
	}
	absorb(&v, length | word | little_endian(s.p, s.n) << (8 * held));
	v.v2 ^= 0xff;
	rounds(&v, 4);
	return v.v0 ^ v.v1 ^ v.v2 ^ v.v3;
}
