#ifndef ASSAY_CRYPTO_CIPHER_H
#define ASSAY_CRYPTO_CIPHER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* Ciphers and old digests that documents are locked with: to open what needs no password
 * or a known one, never to protect anything. */

enum hash_kind { HASH_MD5, HASH_SHA1, HASH_SHA256, HASH_SHA384, HASH_SHA512 };
enum { HASH_BYTES_MAX = 64 };

/* Of `a` followed by `b`; writes to `out` and returns how many bytes. */
size_t hash_of(enum hash_kind kind, struct span a, struct span b,
	unsigned char out[HASH_BYTES_MAX]);

/* `rounds` times the hash of a number of four bytes, little-endian from 0 on, and of the
 * hash before, which stands in `h` and is replaced: how passwords are made dear. */
size_t hash_rounds(enum hash_kind kind, uint32_t rounds, unsigned char h[HASH_BYTES_MAX]);

/* RC4; `out` may be where `in` is. A key has 1 to 256 bytes. */
void rc4(struct span key, struct span in, unsigned char *out);

/* AES in CBC mode without padding; key of 16, 24 or 32 bytes, `iv` 16, whole blocks: a rest
 * of `in` is left out. `out` may be where `in` is. Returns the bytes written. */
size_t aes_cbc_decrypt(
	struct span key, const unsigned char iv[16], struct span in, unsigned char *out);
size_t aes_cbc_encrypt(
	struct span key, const unsigned char iv[16], struct span in, unsigned char *out);
/* The same in ECB mode. */
size_t aes_ecb_decrypt(struct span key, struct span in, unsigned char *out);

#endif
