/* Digests and signature checks over libcrypto 3: SHA-1, SHA-256, RSA (PKCS #1 v1.5, RFC
 * 8017 section 8.2) and Ed25519 (RFC 8032). Algorithms are fetched once a process, because
 * a fetch takes locks and compares strings; keys are built from their numbers, because the
 * library's decoder is slower than the check itself. SHA-1 is there for callers who say
 * so; nothing here judges strength. Every context is given back with the arena. */
#include "crypto/crypto.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

#include "base/must.h"
#include "crypto/der.h"

/* Fetched once: the library's "implicit" ones would be looked up by name at each use. */
static struct {
	EVP_MD *digests[2];
	EVP_PKEY_CTX *rsa_maker;
} library;

struct digest {
	EVP_MD_CTX *ctx;
};

struct public_key {
	EVP_PKEY *key;
	EVP_PKEY_CTX *rsa; /* ready to verify; NULL for Ed25519 */
};

/* Verification costs grow with both, so hostile keys are bounded. */
enum { MODULUS_BYTES_MAX = 8192 / 8, EXPONENT_BYTES_MAX = 8 };

static void prepare(void)
{
	if (library.rsa_maker)
		return;
	library.digests[DIGEST_SHA1] = EVP_MD_fetch(NULL, "SHA1", NULL);
	library.digests[DIGEST_SHA256] = EVP_MD_fetch(NULL, "SHA256", NULL);
	library.rsa_maker = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	must(library.digests[DIGEST_SHA1] && library.digests[DIGEST_SHA256]);
	must(library.rsa_maker && EVP_PKEY_fromdata_init(library.rsa_maker) == 1);
}

static void free_digest(void *object)
{
	EVP_MD_CTX_free(object);
}

static struct digest *new_digest(struct arena *a)
{
	struct digest *d = arena_new(a, struct digest);
	d->ctx = EVP_MD_CTX_new();
	must(d->ctx != NULL);
	arena_defer(a, free_digest, d->ctx);
	return d;
}

struct digest *digest_create(struct arena *a, enum digest_kind kind)
{
	prepare();
	struct digest *d = new_digest(a);
	must(EVP_DigestInit_ex2(d->ctx, library.digests[kind], NULL) == 1);
	return d;
}

struct digest *digest_fork(struct arena *a, const struct digest *d)
{
	struct digest *copy = new_digest(a);
	must(EVP_MD_CTX_copy_ex(copy->ctx, d->ctx) == 1);
	return copy;
}

void digest_add(struct digest *d, struct span s)
{
	if (s.n)
		must(EVP_DigestUpdate(d->ctx, s.p, s.n) == 1);
}

size_t digest_end(struct digest *d, unsigned char out[DIGEST_BYTES_MAX])
{
	unsigned n = 0;
	must(EVP_DigestFinal_ex(d->ctx, out, &n) == 1 && n <= DIGEST_BYTES_MAX);
	return n;
}

static void free_key(void *object)
{
	struct public_key *key = object;
	EVP_PKEY_CTX_free(key->rsa);
	EVP_PKEY_free(key->key);
}

/* The library takes numbers in the machine's byte order. */
static OSSL_PARAM number_param(struct arena *a, const char *name, struct span big_endian)
{
	unsigned char *p = arena_alloc(a, big_endian.n);
	for (size_t i = 0; i < big_endian.n; i++)
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		p[i] = big_endian.p[big_endian.n - 1 - i];
#else
		p[i] = big_endian.p[i];
#endif
	return (OSSL_PARAM){ name, OSSL_PARAM_UNSIGNED_INTEGER, p, big_endian.n, 0 };
}

/* An even modulus has no inverse to compute with, and an exponent of 1 signs anything. */
static bool is_sound(struct span modulus, struct span exponent)
{
	return modulus.n <= MODULUS_BYTES_MAX && exponent.n <= EXPONENT_BYTES_MAX &&
	       (modulus.p[modulus.n - 1] & 1) && (exponent.p[exponent.n - 1] & 1) &&
	       !(exponent.n == 1 && exponent.p[0] == 1);
}

static bool make_rsa(struct arena *a, struct public_key *key, struct span modulus,
	struct span exponent)
{
	OSSL_PARAM params[] = {
		number_param(a, OSSL_PKEY_PARAM_RSA_N, modulus),
		number_param(a, OSSL_PKEY_PARAM_RSA_E, exponent),
		OSSL_PARAM_construct_end(),
	};
	if (EVP_PKEY_fromdata(
		    library.rsa_maker, &key->key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		return false;
	key->rsa = EVP_PKEY_CTX_new_from_pkey(NULL, key->key, NULL);
	return key->rsa && EVP_PKEY_verify_init(key->rsa) == 1 &&
	       EVP_PKEY_CTX_set_rsa_padding(key->rsa, RSA_PKCS1_PADDING) == 1;
}

static bool read_rsa(struct arena *a, struct public_key *key, struct span der)
{
	struct span modulus, exponent;
	return der_rsa_key(der, &modulus, &exponent) && is_sound(modulus, exponent) &&
	       make_rsa(a, key, modulus, exponent);
}

static bool make_ed25519(struct public_key *key, struct span raw)
{
	if (raw.n != 32)
		return false;
	key->key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, raw.p, raw.n);
	return key->key != NULL;
}

struct public_key *key_parse(
	struct arena *a, enum key_kind kind, struct span bytes, unsigned *bits_r)
{
	prepare();
	struct public_key *key = arena_new(a, struct public_key);
	arena_defer(a, free_key, key);
	bool ok = kind == KEY_RSA ? read_rsa(a, key, bytes) : make_ed25519(key, bytes);
	if (!ok)
		return NULL;
	*bits_r = kind == KEY_RSA ? (unsigned)EVP_PKEY_get_bits(key->key) : 256;
	return key;
}

/* Without a digest named to it, the library compares what it is given with what the
 * padding holds: the DigestInfo (RFC 8017 section 9.2, note 1). So no digest is fetched
 * by name for each check. */
static bool verify_rsa(const struct public_key *key, enum digest_kind kind,
	struct span digest, struct span signature)
{
	static const struct {
		unsigned char head[19];
		size_t head_n, digest_n;
	} infos[] = {
		[DIGEST_SHA1] = { { 0x30, 0x21, 0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5,
					  0, 4, 0x14 },
			15, 20 },
		[DIGEST_SHA256] = { { 0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1,
					    0x65, 3, 4, 2, 1, 5, 0, 4, 0x20 },
			19, 32 },
	};
	unsigned char info[19 + DIGEST_BYTES_MAX];
	if (digest.n != infos[kind].digest_n)
		return false;
	memcpy(info, infos[kind].head, infos[kind].head_n);
	memcpy(info + infos[kind].head_n, digest.p, digest.n);
	return EVP_PKEY_verify(key->rsa, signature.p, signature.n, info,
		       infos[kind].head_n + digest.n) == 1;
}

static bool verify_ed25519(
	const struct public_key *key, struct span digest, struct span signature)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	must(ctx != NULL);
	bool ok =
		EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key->key) == 1 &&
		EVP_DigestVerify(ctx, signature.p, signature.n, digest.p, digest.n) == 1;
	EVP_MD_CTX_free(ctx);
	return ok;
}

bool key_verify(const struct public_key *key, enum digest_kind kind, struct span digest,
	struct span signature)
{
	if (signature.n == 0)
		return false;
	return key->rsa ? verify_rsa(key, kind, digest, signature)
			: verify_ed25519(key, digest, signature);
}

/* A check of each kind against numbers of no meaning: only the way there matters. */
void crypto_warm_up(void)
{
	static const unsigned char point[32] = { 1 };
	unsigned char zeros[2048 / 8] = { 0 }, modulus[2048 / 8], hash[DIGEST_BYTES_MAX];
	memset(modulus, 0xc5, sizeof(modulus));
	struct arena *a = arena_create(1 << 20);
	struct public_key *rsa = arena_new(a, struct public_key);
	arena_defer(a, free_key, rsa);
	prepare();
	for (int kind = DIGEST_SHA1; kind <= DIGEST_SHA256; kind++)
		digest_end(digest_create(a, (enum digest_kind)kind), hash);
	must(make_rsa(a, rsa, span_of(modulus, sizeof(modulus)), SPAN("\1\0\1")));
	key_verify(rsa, DIGEST_SHA256, span_of(hash, 32), span_of(zeros, sizeof(zeros)));
	unsigned bits;
	struct public_key *ed = key_parse(a, KEY_ED25519, span_of(point, 32), &bits);
	if (ed)
		key_verify(ed, DIGEST_SHA256, span_of(hash, 32), span_of(zeros, 64));
	arena_destroy(&a);
}
