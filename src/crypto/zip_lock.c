/* The locks of zip archives. The traditional one is a stream cipher out of three CRC-32
 * registers (APPNOTE.TXT 6.1.5 to 6.1.7). WinZip's (AE-1, AE-2: winzip.com/aes_info) takes
 * PBKDF2 with HMAC-SHA1 and 1,000 rounds to a key, a code and two bytes by which a wrong
 * password is seen at once; then AES in counter mode with a counter that begins at one and
 * grows from its first byte, so blocks of counters are enciphered by ECB here.
 *
 * Left out: PKWARE's strong encryption (APPNOTE.TXT 7), whose members are told by their
 * method and header. */
#include "crypto/zip_lock.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/must.h"

enum { HEADER_BYTES = 12, ROUNDS = 1000, CODE_BYTES = 10, BLOCK = 16, PIECE = 256 };

/* --- traditional --- */

struct keys {
	uint32_t k[3];
	uint32_t table[256];
};

static void make_table(struct keys *keys)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t c = i;
		for (int bit = 0; bit < 8; bit++)
			c = c & 1 ? c >> 1 ^ 0xEDB88320 : c >> 1;
		keys->table[i] = c;
	}
}

static uint32_t crc_step(const struct keys *keys, uint32_t crc, unsigned char c)
{
	return keys->table[(crc ^ c) & 0xFF] ^ crc >> 8;
}

static void update(struct keys *keys, unsigned char c)
{
	keys->k[0] = crc_step(keys, keys->k[0], c);
	keys->k[1] = (keys->k[1] + (keys->k[0] & 0xFF)) * 134775813u + 1;
	keys->k[2] = crc_step(keys, keys->k[2], (unsigned char)(keys->k[1] >> 24));
}

static unsigned char open_byte(struct keys *keys, unsigned char c)
{
	uint32_t t = (keys->k[2] | 2) & 0xFFFF;
	c ^= (unsigned char)(t * (t ^ 1) >> 8);
	update(keys, c);
	return c;
}

size_t zip_lock_traditional(struct span packed, struct span password,
	const unsigned char check[2], unsigned char *out)
{
	struct keys keys = { .k = { 0x12345678, 0x23456789, 0x34567890 } };
	unsigned char last = 0;
	if (packed.n <= HEADER_BYTES)
		return 0;
	make_table(&keys);
	for (size_t i = 0; i < password.n; i++)
		update(&keys, password.p[i]);
	for (size_t i = 0; i < HEADER_BYTES; i++)
		last = open_byte(&keys, packed.p[i]);
	if (last != check[0] && last != check[1])
		return 0;
	for (size_t i = HEADER_BYTES; i < packed.n; i++)
		out[i - HEADER_BYTES] = open_byte(&keys, packed.p[i]);
	return packed.n - HEADER_BYTES;
}

/* --- AES --- */

static const EVP_CIPHER *cipher_of(unsigned strength)
{
	switch (strength) {
	case 1: return EVP_aes_128_ecb();
	case 2: return EVP_aes_192_ecb();
	default: return EVP_aes_256_ecb();
	}
}

/* `counter` blocks enciphered, over the bytes. */
static void run_counter(
	EVP_CIPHER_CTX *ctx, struct span in, unsigned char *out, uint64_t counter)
{
	unsigned char blocks[PIECE * BLOCK] = { 0 }, stream[PIECE * BLOCK];
	for (size_t at = 0; at < in.n; at += sizeof(stream)) {
		int n = 0;
		for (size_t i = 0; i < PIECE; i++, counter++)
			for (unsigned b = 0; b < 8; b++)
				blocks[i * BLOCK + b] =
					(unsigned char)(counter >> (8 * b));
		must(EVP_EncryptUpdate(ctx, stream, &n, blocks, sizeof(blocks)) == 1);
		for (size_t i = 0; i < sizeof(stream) && at + i < in.n; i++)
			out[at + i] = in.p[at + i] ^ stream[i];
	}
}

static void decipher(
	struct span in, const unsigned char *key, unsigned strength, unsigned char *out)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	must(ctx && EVP_EncryptInit_ex(ctx, cipher_of(strength), NULL, key, NULL) == 1);
	must(EVP_CIPHER_CTX_set_padding(ctx, 0) == 1);
	run_counter(ctx, in, out, 1);
	EVP_CIPHER_CTX_free(ctx);
}

size_t zip_lock_aes(struct span packed, struct span password, unsigned strength,
	unsigned char *out, bool *right_r)
{
	unsigned char keys[2 * 32 + 2], code[20];
	unsigned code_n = 0;
	*right_r = false;
	if (strength < 1 || strength > 3)
		return 0;
	size_t salt_n = 4 + 4 * strength, key_n = 8 + 8 * strength;
	if (packed.n <= salt_n + 2 + CODE_BYTES)
		return 0;
	must(PKCS5_PBKDF2_HMAC_SHA1((const char *)password.p, (int)password.n, packed.p,
		     (int)salt_n, ROUNDS, (int)(2 * key_n + 2), keys) == 1);
	if (memcmp(keys + 2 * key_n, packed.p + salt_n, 2) != 0)
		return 0;
	*right_r = true;
	struct span in = span_skip(packed, salt_n + 2);
	in.n -= CODE_BYTES;
	must(HMAC(EVP_sha1(), keys + key_n, (int)key_n, in.p, in.n, code, &code_n) !=
		NULL);
	if (memcmp(code, in.p + in.n, CODE_BYTES) != 0) {
		/* Two bytes fit one wrong password in 65,536: the code decides. */
		return 0;
	}
	decipher(in, keys, strength, out);
	return in.n;
}
