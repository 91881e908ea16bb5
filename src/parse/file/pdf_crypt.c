/* The standard lock of PDFs (ISO 32000-2, 7.6): from a password to the key, revisions 2 to
 * 6, and from the key to plain bytes. Most locked documents need no password to be read:
 * then the empty one opens them. A password may be the user's or the owner's; the arithmetic
 * of ciphers is lent by the caller. */
#include <string.h>

#include "parse/file/pdf.h"

enum { PASSWORD_MAX = 127, ID_MAX = 256, USER_BYTES = 48 };

static const unsigned char PAD[32] = { 0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41,
	0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08, 0x2E, 0x2E, 0x00, 0xB6, 0xD0,
	0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A };

static void fill_up(struct span password, unsigned char out[32])
{
	size_t n = password.n < 32 ? password.n : 32;
	if (n)
		memcpy(out, password.p, n);
	memcpy(out + n, PAD, 32 - n);
}

static size_t old_key_bytes(const struct pdf_crypt *c)
{
	size_t n = c->r == 2 ? 5 : c->length_bits / 8;
	if (n < 5)
		return 5;
	return n > 16 ? 16 : n;
}

static void old_key(const struct pdf_lent *lent, const struct pdf_crypt *c,
	struct span password, struct pdf_key *key)
{
	unsigned char in[32 + 32 + 4 + ID_MAX + 4], out[64];
	size_t n;
	fill_up(password, in);
	memcpy(in + 32, c->owner.p, 32);
	for (unsigned i = 0; i < 4; i++)
		in[64 + i] = (unsigned char)((uint64_t)c->permissions >> (8 * i));
	struct span id = span_take(c->id, ID_MAX);
	memcpy(in + 68, id.p, id.n);
	n = 68 + id.n;
	if (c->r >= 4 && !c->metadata) {
		memset(in + n, 0xFF, 4);
		n += 4;
	}
	lent->hash(0, span_of(in, n), SPAN(""), out);
	key->n = old_key_bytes(c);
	for (int i = 0; c->r >= 3 && i < 50; i++)
		lent->hash(0, span_of(out, key->n), SPAN(""), out);
	memcpy(key->bytes, out, key->n);
}

static bool old_key_fits(
	const struct pdf_lent *lent, const struct pdf_crypt *c, const struct pdf_key *key)
{
	unsigned char out[64], turned[16];
	if (c->r == 2) {
		lent->rc4(span_of(key->bytes, key->n), span_of(PAD, 32), out);
		return memcmp(out, c->user.p, 32) == 0;
	}
	lent->hash(0, span_of(PAD, 32), span_take(c->id, ID_MAX), out);
	for (unsigned i = 0; i < 20; i++) {
		for (size_t k = 0; k < key->n; k++)
			turned[k] = (unsigned char)(key->bytes[k] ^ i);
		lent->rc4(span_of(turned, key->n), span_of(out, 16), out);
	}
	return memcmp(out, c->user.p, 16) == 0;
}

/* Algorithm 7: the owner's password opens the user's. */
static void user_password(const struct pdf_lent *lent, const struct pdf_crypt *c,
	struct span owner, unsigned char out[32])
{
	unsigned char in[32], k[64], turned[16];
	size_t n = old_key_bytes(c);
	fill_up(owner, in);
	lent->hash(0, span_of(in, 32), SPAN(""), k);
	for (int i = 0; c->r >= 3 && i < 50; i++)
		lent->hash(0, span_of(k, 16), SPAN(""), k);
	memcpy(out, c->owner.p, 32);
	for (unsigned i = c->r == 2 ? 1 : 20; i-- > 0;) {
		for (size_t b = 0; b < n; b++)
			turned[b] = (unsigned char)(k[b] ^ i);
		lent->rc4(span_of(turned, n), span_of(out, 32), out);
	}
}

static bool try_old(const struct pdf_lent *lent, const struct pdf_crypt *c,
	struct span password, struct pdf_key *key)
{
	unsigned char user[32];
	old_key(lent, c, password, key);
	if (old_key_fits(lent, c, key))
		return true;
	if (!password.n)
		return false;
	user_password(lent, c, password, user);
	old_key(lent, c, span_of(user, 32), key);
	return old_key_fits(lent, c, key);
}

/* Algorithm 2.B of revision 6; revision 5 is its first step alone. */
/* `user`: what the owner's password is bound to, or empty. */
static void hard_hash(const struct pdf_lent *lent, uint32_t r, struct span password,
	struct span salt, struct span user, unsigned char k[64])
{
	static const unsigned sizes[] = { 256, 384, 512 };
	unsigned char in[(PASSWORD_MAX + 64 + USER_BYTES) * 64], tail[8 + USER_BYTES];
	memcpy(tail, salt.p, salt.n);
	if (user.n)
		memcpy(tail + salt.n, user.p, user.n);
	size_t n = lent->hash(256, password, span_of(tail, salt.n + user.n), k), all = 0;
	if (r < 6)
		return;
	for (unsigned i = 0; i < 64 || in[all - 1] > i - 32; i++) {
		size_t one = password.n + n + user.n;
		if (password.n)
			memcpy(in, password.p, password.n);
		memcpy(in + password.n, k, n);
		if (user.n)
			memcpy(in + password.n + n, user.p, user.n);
		for (unsigned copy = 1; copy < 64; copy++)
			memcpy(in + copy * one, in, one);
		all = lent->aes_encrypt(
			span_of(k, 16), k + 16, span_of(in, 64 * one), in);
		unsigned sum = 0;
		for (unsigned b = 0; b < 16; b++)
			sum += in[b];
		n = lent->hash(sizes[sum % 3], span_of(in, all), SPAN(""), k);
	}
}

/* `check`: a hash, a salt for it, a salt for the key. */
static bool try_new(const struct pdf_lent *lent, const struct pdf_crypt *c,
	struct span password, struct span check, struct span locked, struct span user,
	struct pdf_key *key)
{
	static const unsigned char zero[16];
	unsigned char k[64];
	if (check.n < 48 || locked.n < 32)
		return false;
	hard_hash(lent, c->r, password, span_take(span_skip(check, 32), 8), user, k);
	if (memcmp(k, check.p, 32) != 0)
		return false;
	hard_hash(lent, c->r, password, span_take(span_skip(check, 40), 8), user, k);
	lent->aes_decrypt(span_of(k, 32), zero, span_take(locked, 32), key->bytes);
	key->n = 32;
	return true;
}

static bool new_key(const struct pdf_lent *lent, const struct pdf_crypt *c,
	struct span password, struct pdf_key *key)
{
	struct span user = span_take(c->user, USER_BYTES);
	return try_new(lent, c, password, c->user, c->user_key, SPAN(""), key) ||
	       (password.n &&
		       try_new(lent, c, password, c->owner, c->owner_key, user, key));
}

bool pdf_crypt_key(const struct pdf_lent *lent, const struct pdf_crypt *c,
	struct span password, struct pdf_key *key_r)
{
	password = span_take(password, PASSWORD_MAX);
	key_r->version = c->v;
	if (c->v == 5)
		return new_key(lent, c, password, key_r);
	if (c->v < 1 || c->v > 4 || c->owner.n < 32 || c->user.n < 32)
		return false;
	return try_old(lent, c, password, key_r);
}

static size_t object_key(const struct pdf_lent *lent, const struct pdf_key *key, bool aes,
	uint32_t number, uint32_t generation, unsigned char out[64])
{
	unsigned char tail[9] = { (unsigned char)number, (unsigned char)(number >> 8),
		(unsigned char)(number >> 16), (unsigned char)generation,
		(unsigned char)(generation >> 8), 's', 'A', 'l', 'T' };
	if (key->version == 5) {
		memcpy(out, key->bytes, 32);
		return 32;
	}
	lent->hash(0, span_of(key->bytes, key->n), span_of(tail, aes ? 9 : 5), out);
	return key->n + 5 < 16 ? key->n + 5 : 16;
}

struct span pdf_crypt_open(const struct pdf_lent *lent, struct arena *a,
	const struct pdf_key *key, bool aes, uint32_t number, uint32_t generation,
	struct span in)
{
	unsigned char k[64];
	size_t n = object_key(lent, key, aes, number, generation, k);
	if (!in.n)
		return in;
	unsigned char *out = arena_alloc(a, in.n);
	if (!aes) {
		lent->rc4(span_of(k, n), in, out);
		return span_of(out, in.n);
	}
	if (in.n < 32)
		return SPAN("");
	if (n != 32)
		n = 16;
	size_t got = lent->aes_decrypt(span_of(k, n), in.p, span_skip(in, 16), out);
	size_t pad = got ? out[got - 1] : 0;
	return span_of(out, pad >= 1 && pad <= 16 && pad <= got ? got - pad : got);
}
