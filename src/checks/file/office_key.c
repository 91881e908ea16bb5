/* The arithmetic of Office locks (MS-OFFCRYPTO): agile 2.3.4.11 to 2.3.4.15, standard
 * 2.3.4.7 to 2.3.4.9, RC4 2.3.5.2 and 2.3.6.2, XOR obfuscation method 1 2.3.7.1 to 2.3.7.3;
 * and what of a workbook is enciphered, MS-XLS 2.2.10, and of Word's streams, MS-DOC 2.2.6.
 *
 * A password fits when the lock's verifier, opened by its key, has the hash that stands
 * beside it; of the obfuscation 15 bits. Left out: the HMAC of a package, since bytes that
 * were changed are read as they are. */
#include "checks/file/office_key.h"

#include "crypto/cipher.h"
#include "parse/file/ole.h"

enum { FILL = 0x36, BLOCK = 16, RC4_BLOCK = 1024, XOR_PASSWORD_MAX = 15 };

static enum hash_kind hash_kind_of(unsigned bits)
{
	switch (bits) {
	case 1: return HASH_SHA1;
	case 5: return HASH_MD5;
	case 256: return HASH_SHA256;
	case 384: return HASH_SHA384;
	default: return HASH_SHA512;
	}
}

static void put32(unsigned char out[4], uint32_t n)
{
	for (unsigned i = 0; i < 4; i++)
		out[i] = (unsigned char)(n >> (8 * i));
}

static struct span number(unsigned char room[4], uint32_t n)
{
	put32(room, n);
	return span_of(room, 4);
}

/* Cut to `wanted` bytes, or filled up. */
static void fit(unsigned char *p, size_t n, size_t wanted)
{
	if (n < wanted)
		memset(p + n, FILL, wanted - n);
}

/* --- the password's hash --- */

/* H(i + H(... H(0 + H(salt + password)))) */
static size_t hash_password(
	const struct office_lock *lock, struct span password, unsigned char h[64])
{
	enum hash_kind kind = hash_kind_of(lock->key.bits);
	hash_of(kind, lock->key.salt, password, h);
	return hash_rounds(kind, lock->rounds, h);
}

static bool hash_fits(unsigned bits, struct span verifier, struct span hash)
{
	unsigned char out[HASH_BYTES_MAX];
	size_t n = hash_of(hash_kind_of(bits), verifier, SPAN(""), out);
	return hash.n >= n && memcmp(out, hash.p, n) == 0;
}

/* --- agile --- */

static const unsigned char FOR_VERIFIER[8] = { 0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E,
	0x79 };
static const unsigned char FOR_VERIFIER_HASH[8] = { 0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61,
	0x34, 0x4E };
static const unsigned char FOR_KEY[8] = { 0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0,
	0xD6 };

/* A value that the password's hash and eight bytes, which tell what it is, have locked. */
static struct span agile_value(const struct office_lock *lock, struct span hash,
	const unsigned char what[8], struct span in, unsigned char out[64])
{
	unsigned char key[HASH_BYTES_MAX], iv[64];
	size_t key_n = lock->key.key_bits / 8;
	fit(key, hash_of(hash_kind_of(lock->key.bits), hash, span_of(what, 8), key),
		key_n);
	memcpy(iv, lock->key.salt.p, lock->key.salt.n);
	fit(iv, lock->key.salt.n, BLOCK);
	size_t n = aes_cbc_decrypt(span_of(key, key_n), iv, in, out);
	return span_of(out, n);
}

static bool make_agile(
	const struct office_lock *lock, struct span password, struct office_key *key)
{
	unsigned char h[HASH_BYTES_MAX], verifier[64], hash[64];
	struct span all = span_of(h, hash_password(lock, password, h));
	struct span plain =
		agile_value(lock, all, FOR_VERIFIER, lock->verifier, verifier);
	/* Its length is that of the salt; the rest fills the block. */
	plain = span_take(plain, lock->key.salt.n);
	if (!hash_fits(lock->key.bits, plain,
		    agile_value(lock, all, FOR_VERIFIER_HASH, lock->verifier_hash, hash)))
		return false;
	key->n = lock->package.key_bits / 8;
	agile_value(lock, all, FOR_KEY, lock->key_value, key->bytes);
	return true;
}

/* Segments, each begun by a hash of its number. */
static void open_agile(const struct office_key *key, struct span in, unsigned char *out)
{
	enum { SEGMENT = 4096 };
	const struct office_hash *h = &key->lock->package;
	unsigned char iv[HASH_BYTES_MAX], room[4];
	for (uint32_t i = 0; in.n; i++) {
		struct span piece = span_take(in, SEGMENT);
		size_t n = hash_of(hash_kind_of(h->bits), h->salt, number(room, i), iv);
		fit(iv, n, BLOCK);
		aes_cbc_decrypt(span_of(key->bytes, key->n), iv, piece, out);
		out += piece.n;
		in = span_skip(in, piece.n);
	}
}

/* --- standard --- */

static void standard_key(
	const struct office_lock *lock, struct span password, struct office_key *key)
{
	static const unsigned char pads[2] = { 0x36, 0x5C };
	unsigned char h[HASH_BYTES_MAX], x[2 * HASH_BYTES_MAX], pad[64], room[4];
	size_t n = hash_password(lock, password, h);
	n = hash_of(HASH_SHA1, span_of(h, n), number(room, 0), h);
	for (unsigned i = 0; i < 2; i++) {
		memset(pad, pads[i], sizeof(pad));
		for (size_t k = 0; k < n; k++)
			pad[k] ^= h[k];
		hash_of(HASH_SHA1, span_of(pad, sizeof(pad)), SPAN(""), x + i * n);
	}
	key->n = lock->key.key_bits / 8;
	memcpy(key->bytes, x, key->n);
}

static bool make_standard(
	const struct office_lock *lock, struct span password, struct office_key *key)
{
	unsigned char verifier[BLOCK], hash[2 * BLOCK];
	standard_key(lock, password, key);
	struct span k = span_of(key->bytes, key->n);
	aes_ecb_decrypt(k, lock->verifier, verifier);
	aes_ecb_decrypt(k, lock->verifier_hash, hash);
	return hash_fits(1, span_of(verifier, BLOCK), span_of(hash, sizeof(hash)));
}

/* --- RC4 --- */

/* The key of a block out of what the password gave. */
static struct span block_key(
	const struct office_key *key, uint32_t block, unsigned char out[64])
{
	unsigned char room[4];
	struct span base = span_of(key->bytes, key->n), tail = number(room, block);
	if (key->lock->kind == OFFICE_LOCK_RC4)
		return span_of(out, hash_of(HASH_MD5, base, tail, out));
	size_t n = key->lock->key.key_bits / 8;
	hash_of(HASH_SHA1, base, tail, out);
	if (n == 5) {
		/* 40 bits are 128, of which the rest are zero. */
		memset(out + n, 0, 16 - n);
		n = 16;
	}
	return span_of(out, n);
}

static void rc4_base(
	const struct office_lock *lock, struct span password, struct office_key *key)
{
	enum { SHORT = 5, TIMES = 16 };
	unsigned char h[HASH_BYTES_MAX], in[TIMES * (SHORT + 16)];
	if (lock->kind == OFFICE_LOCK_CRYPTOAPI) {
		key->n = hash_password(lock, password, key->bytes);
		return;
	}
	hash_of(HASH_MD5, password, SPAN(""), h);
	for (size_t i = 0; i < TIMES; i++) {
		memcpy(in + i * (SHORT + 16), h, SHORT);
		memcpy(in + i * (SHORT + 16) + SHORT, lock->key.salt.p, 16);
	}
	hash_of(HASH_MD5, span_of(in, sizeof(in)), SPAN(""), key->bytes);
	key->n = SHORT;
}

static bool make_rc4(
	const struct office_lock *lock, struct span password, struct office_key *key)
{
	unsigned char both[16 + 20], k[64];
	size_t hash_n = lock->verifier_hash.n;
	rc4_base(lock, password, key);
	memcpy(both, lock->verifier.p, 16);
	memcpy(both + 16, lock->verifier_hash.p, hash_n);
	rc4(block_key(key, 0, k), span_of(both, 16 + hash_n), both);
	return hash_fits(lock->kind == OFFICE_LOCK_RC4 ? 5 : 1, span_of(both, 16),
		span_of(both + 16, hash_n));
}

/* --- obfuscation --- */

static uint16_t xor_verifier(struct span password)
{
	unsigned v = 0;
	for (size_t i = password.n + 1; i-- > 0;) {
		unsigned c = i ? password.p[i - 1] : (unsigned)password.n;
		v = ((v >> 14 & 1) | (v << 1 & 0x7FFF)) ^ c;
	}
	return (uint16_t)(v ^ 0xCE4B);
}

/* Each place of the password has seven words, each the one before shifted, as in a CRC; the
 * words of the bits that are set make the key. */
static uint16_t xor_key(struct span password)
{
	static const uint16_t first[XOR_PASSWORD_MAX] = { 0xE1F0, 0x1D0F, 0xCC9C, 0x84C0,
		0x110C, 0x0E10, 0xF1CE, 0x313E, 0x1872, 0xE139, 0xD40F, 0x84F9, 0x280C,
		0xA96A, 0x4EC3 };
	static const uint16_t words[XOR_PASSWORD_MAX] = { 0xAEFC, 0x7B61, 0x4563, 0x0375,
		0xD849, 0x6F45, 0xEB23, 0x47D3, 0xB861, 0x45A0, 0xAA51, 0x76B4, 0x3730,
		0x3331, 0x1021 };
	unsigned key = first[password.n - 1];
	for (size_t i = 0; i < password.n; i++) {
		unsigned word = words[XOR_PASSWORD_MAX - password.n + i];
		for (unsigned bit = 0; bit < 7; bit++) {
			if (password.p[i] >> bit & 1)
				key ^= word;
			word = (word << 1 ^ (word & 0x8000 ? 0x1021 : 0)) & 0xFFFF;
		}
	}
	return (uint16_t)key;
}

static unsigned char turned(unsigned c)
{
	return (unsigned char)(c >> 1 | c << 7);
}

/* The password and what fills it up, with the two bytes of the key in turn. */
static void xor_bytes(struct span password, uint16_t key, unsigned char out[16])
{
	static const unsigned char pad[XOR_PASSWORD_MAX] = { 0xBB, 0xFF, 0xFF, 0xBA, 0xFF,
		0xFF, 0xB9, 0x80, 0x00, 0xBE, 0x0F, 0x00, 0xBF, 0x0F, 0x00 };
	for (size_t i = 0; i < 16; i++) {
		unsigned c = i < password.n ? password.p[i] : pad[i - password.n];
		out[i] = turned(c ^ (i & 1 ? key >> 8 : key & 0xFFu));
	}
}

static bool make_xor(
	const struct office_lock *lock, struct span password, struct office_key *key)
{
	unsigned char narrow[XOR_PASSWORD_MAX];
	size_t n = password.n / 2;
	if (n == 0 || n > XOR_PASSWORD_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		narrow[i] = password.p[2 * i] ? password.p[2 * i] : password.p[2 * i + 1];
	struct span s = span_of(narrow, n);
	if (xor_verifier(s) != lock->xor_verifier || xor_key(s) != lock->xor_key)
		return false;
	xor_bytes(s, lock->xor_key, key->bytes);
	key->n = 16;
	return true;
}

/* --- workbooks --- */

struct keystream {
	const struct office_key *key;
	size_t block_bytes;
	uint32_t block;
	bool made;
	unsigned char bytes[RC4_BLOCK];
};

/* The byte at `at` of the stream, within data of `size` bytes. */
static unsigned char open_byte(
	struct keystream *s, unsigned char c, size_t at, size_t size)
{
	unsigned char room[64];
	uint32_t block = (uint32_t)(at / s->block_bytes);
	if (s->key->lock->kind == OFFICE_LOCK_XOR) {
		c ^= s->key->bytes[(at + size) % 16];
		return (unsigned char)(c << 3 | c >> 5);
	}
	if (!s->made || s->block != block) {
		memset(s->bytes, 0, sizeof(s->bytes));
		rc4(block_key(s->key, block, room), span_of(s->bytes, s->block_bytes),
			s->bytes);
		s->block = block;
		s->made = true;
	}
	return c ^ s->bytes[at % s->block_bytes];
}

/* How many bytes at the beginning of a record of that type are never enciphered. */
static size_t plain_bytes(unsigned type)
{
	enum { PLAIN_OF_SHEET = 4 };
	switch (type) {
	case 0x809: /* BOF */
	case 0x2F:  /* FilePass */
	case 0x194: /* UsrExcl */
	case 0x195: /* FileLock */
	case 0xE1:  /* InterfaceHdr */
	case 0x196: /* RRDInfo */
	case 0x138: /* RRDHead */ return SIZE_MAX;
	case 0x85: return PLAIN_OF_SHEET;
	default: return 0;
	}
}

void office_key_workbook(
	const struct office_key *key, struct span stream, unsigned char *out)
{
	enum { HEAD = 4, FILEPASS = 0x2F };
	struct keystream s = { .key = key, .block_bytes = RC4_BLOCK };
	if (stream.n)
		memcpy(out, stream.p, stream.n);
	for (size_t at = 0; at + HEAD <= stream.n;) {
		unsigned type = le16(stream, at);
		size_t size = le16(stream, at + 2), left = stream.n - at - HEAD;
		size_t start = at + HEAD, end = start + (size < left ? size : left);
		size_t plain = plain_bytes(type);
		for (size_t i = plain < end - start ? start + plain : end; i < end; i++)
			out[i] = open_byte(&s, stream.p[i], i, size);
		at = end;
		if (type == FILEPASS)
			memset(out + start - HEAD, 0xFF, 2);
	}
}

/* --- documents of Word --- */

void office_key_word(const struct office_key *key, struct span stream, size_t plain,
	unsigned char *out)
{
	enum { BLOCK_OF_WORD = 512 };
	struct keystream s = { .key = key, .block_bytes = BLOCK_OF_WORD };
	for (size_t i = 0; i < stream.n; i++)
		out[i] = i < plain ? stream.p[i] : open_byte(&s, stream.p[i], i, 0);
}

/* --- packages --- */

size_t office_key_package(
	const struct office_key *key, struct span package, unsigned char *out)
{
	enum { SIZE_BYTES = 8 };
	uint64_t told = le64(package, 0);
	struct span in = span_skip(package, SIZE_BYTES);
	size_t whole = in.n - in.n % BLOCK;
	if (key->lock->kind == OFFICE_LOCK_AGILE)
		open_agile(key, in, out);
	else
		aes_ecb_decrypt(span_of(key->bytes, key->n), in, out);
	return told < whole ? (size_t)told : whole;
}

bool office_key_make(
	const struct office_lock *lock, struct span password, struct office_key *key_r)
{
	*key_r = (struct office_key){ .lock = lock };
	switch (lock->kind) {
	case OFFICE_LOCK_AGILE: return make_agile(lock, password, key_r);
	case OFFICE_LOCK_STANDARD: return make_standard(lock, password, key_r);
	case OFFICE_LOCK_CRYPTOAPI:
	case OFFICE_LOCK_RC4: return make_rc4(lock, password, key_r);
	case OFFICE_LOCK_XOR: return make_xor(lock, password, key_r);
	case OFFICE_LOCK_FOREIGN: break;
	}
	return false;
}

const char *office_lock_name(const struct office_lock *lock)
{
	switch (lock->kind) {
	case OFFICE_LOCK_AGILE:
	case OFFICE_LOCK_STANDARD:
		return lock->key.key_bits == 128   ? "aes-128"
		       : lock->key.key_bits == 192 ? "aes-192"
						   : "aes-256";
	case OFFICE_LOCK_CRYPTOAPI: return lock->key.key_bits > 40 ? "rc4-128" : "rc4-40";
	case OFFICE_LOCK_RC4: return "rc4-40";
	case OFFICE_LOCK_XOR: return "xor";
	case OFFICE_LOCK_FOREIGN: break;
	}
	return "unknown";
}
