#ifndef ASSAY_CRYPTO_CRYPTO_H
#define ASSAY_CRYPTO_CRYPTO_H

#include <stdint.h>

#include "base/arena.h"

/* Digests and signature checks, a few functions over one library (OpenSSL's
 * libcrypto), and keyed hashes. */

enum digest_kind { DIGEST_SHA1, DIGEST_SHA256 };
enum { DIGEST_BYTES_MAX = 32 };

struct digest; /* a running hash; given back with the arena */

struct digest *digest_create(struct arena *a, enum digest_kind kind);
/* A second hash over the same bytes so far; each then goes its own way. */
struct digest *digest_fork(struct arena *a, const struct digest *d);
void digest_add(struct digest *d, struct span s);
/* Writes 20 or 32 bytes to `out` and returns their number; `d` is spent. */
size_t digest_end(struct digest *d, unsigned char out[DIGEST_BYTES_MAX]);

enum key_kind { KEY_RSA, KEY_ED25519 };
struct public_key;

/* RSA: a SubjectPublicKeyInfo or a bare RSAPublicKey in DER (RFC 6376 section 3.6.1, both
 * are met); Ed25519: the 32 raw bytes (RFC 8463). NULL when it is no such key.
 * `*bits_r`: the modulus' bits, or 256. */
struct public_key *key_parse(
	struct arena *a, enum key_kind kind, struct span bytes, unsigned *bits_r);

/* RSA: PKCS #1 v1.5 over the digest of that kind. Ed25519: PureEdDSA over the digest's
 * bytes (RFC 8463 section 3). True only when it verifies. */
bool key_verify(const struct public_key *key, enum digest_kind kind, struct span digest,
	struct span signature);

/* SipHash-2-4 (Aumasson and Bernstein 2012): 64 bits that nobody without the key can tell
 * from chance. `kind` keeps hashes of different things apart. */
enum { KEYED_HASH_KEY_BYTES = 16 };
struct keyed_hash;

struct keyed_hash *keyed_hash_create(
	struct arena *a, const unsigned char key[KEYED_HASH_KEY_BYTES]);
uint64_t keyed_hash(const struct keyed_hash *h, unsigned char kind, struct span s);

/* Fetches algorithms and touches tables: called once in a worker before its first job. */
void crypto_warm_up(void);

#endif
