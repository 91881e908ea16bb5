/* What documents are locked with: MD5 (RFC 1321) and SHA-2 over libcrypto, AES-CBC over
 * libcrypto, and RC4 by hand, since the library keeps it in a module that a worker without
 * files cannot load. Nothing here protects anything: it opens what others have locked. */
#include "crypto/cipher.h"

#include <openssl/evp.h>

#include "base/must.h"

static const EVP_MD *digest_of(enum hash_kind kind)
{
	const EVP_MD *(*const kinds[])(void) = { [HASH_MD5] = EVP_md5,
		[HASH_SHA1] = EVP_sha1,
		[HASH_SHA256] = EVP_sha256,
		[HASH_SHA384] = EVP_sha384,
		[HASH_SHA512] = EVP_sha512 };
	return kinds[kind]();
}

size_t hash_of(enum hash_kind kind, struct span a, struct span b,
	unsigned char out[HASH_BYTES_MAX])
{
	unsigned n = 0;
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	must(c && EVP_DigestInit_ex(c, digest_of(kind), NULL) == 1);
	if (a.n)
		must(EVP_DigestUpdate(c, a.p, a.n) == 1);
	if (b.n)
		must(EVP_DigestUpdate(c, b.p, b.n) == 1);
	must(EVP_DigestFinal_ex(c, out, &n) == 1 && n <= HASH_BYTES_MAX);
	EVP_MD_CTX_free(c);
	return n;
}

/* One context for all: to make one costs more than a round. */
size_t hash_rounds(enum hash_kind kind, uint32_t rounds, unsigned char h[HASH_BYTES_MAX])
{
	unsigned char in[4 + HASH_BYTES_MAX];
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	must(c && EVP_DigestInit_ex(c, digest_of(kind), NULL) == 1);
	size_t n = (size_t)EVP_MD_CTX_size(c);
	must(n <= HASH_BYTES_MAX);
	for (uint32_t i = 0; i < rounds; i++) {
		for (unsigned b = 0; b < 4; b++)
			in[b] = (unsigned char)(i >> (8 * b));
		memcpy(in + 4, h, n);
		must(EVP_DigestInit_ex(c, NULL, NULL) == 1 &&
			EVP_DigestUpdate(c, in, 4 + n) == 1 &&
			EVP_DigestFinal_ex(c, h, NULL) == 1);
	}
	EVP_MD_CTX_free(c);
	return n;
}

void rc4(struct span key, struct span in, unsigned char *out)
{
	unsigned char s[256];
	must(key.n >= 1 && key.n <= 256);
	for (unsigned i = 0; i < 256; i++)
		s[i] = (unsigned char)i;
	for (unsigned i = 0, j = 0; i < 256; i++) {
		unsigned char was = s[i];
		j = (j + was + key.p[i % key.n]) & 255;
		s[i] = s[j];
		s[j] = was;
	}
	unsigned i = 0, j = 0;
	for (size_t k = 0; k < in.n; k++) {
		i = (i + 1) & 255;
		unsigned char was = s[i];
		j = (j + was) & 255;
		s[i] = s[j];
		s[j] = was;
		out[k] = in.p[k] ^ s[(s[i] + was) & 255];
	}
}

static const EVP_CIPHER *cbc_of(size_t key_n)
{
	must(key_n == 16 || key_n == 24 || key_n == 32);
	return key_n == 16   ? EVP_aes_128_cbc()
	       : key_n == 24 ? EVP_aes_192_cbc()
			     : EVP_aes_256_cbc();
}

static const EVP_CIPHER *ecb_of(size_t key_n)
{
	must(key_n == 16 || key_n == 24 || key_n == 32);
	return key_n == 16   ? EVP_aes_128_ecb()
	       : key_n == 24 ? EVP_aes_192_ecb()
			     : EVP_aes_256_ecb();
}

static size_t aes(const EVP_CIPHER *kind, const unsigned char *key,
	const unsigned char *iv, struct span in, unsigned char *out, int encrypt)
{
	enum { PIECE = 1 << 30 };
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	must(c && EVP_CipherInit_ex(c, kind, NULL, key, iv, encrypt) == 1);
	EVP_CIPHER_CTX_set_padding(c, 0);
	size_t done = 0;
	for (in.n -= in.n % 16; in.n;) {
		int n = 0, piece = in.n < PIECE ? (int)in.n : PIECE;
		must(EVP_CipherUpdate(c, out + done, &n, in.p, piece) == 1 && n == piece);
		done += (size_t)n;
		in = span_skip(in, (size_t)n);
	}
	EVP_CIPHER_CTX_free(c);
	return done;
}

size_t aes_cbc_decrypt(
	struct span key, const unsigned char iv[16], struct span in, unsigned char *out)
{
	return aes(cbc_of(key.n), key.p, iv, in, out, 0);
}

size_t aes_cbc_encrypt(
	struct span key, const unsigned char iv[16], struct span in, unsigned char *out)
{
	return aes(cbc_of(key.n), key.p, iv, in, out, 1);
}

size_t aes_ecb_decrypt(struct span key, struct span in, unsigned char *out)
{
	return aes(ecb_of(key.n), key.p, NULL, in, out, 0);
}
