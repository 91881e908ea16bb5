/* Keyed hashes: SipHash-2-4 by libcrypto's MAC interface. The algorithm is fetched once, and
 * the key set once; each hash starts over from there. */
#include <openssl/evp.h>
#include <openssl/params.h>

#include "base/must.h"
#include "crypto/crypto.h"

enum { HASH_BYTES = 8 };

struct keyed_hash {
	EVP_MAC *mac;
	EVP_MAC_CTX *context;
	unsigned char key[KEYED_HASH_KEY_BYTES];
};

static void give_back(void *object)
{
	struct keyed_hash *h = object;
	EVP_MAC_CTX_free(h->context);
	EVP_MAC_free(h->mac);
}

struct keyed_hash *keyed_hash_create(
	struct arena *a, const unsigned char key[KEYED_HASH_KEY_BYTES])
{
	struct keyed_hash *h = arena_new(a, struct keyed_hash);
	size_t bytes = HASH_BYTES;
	OSSL_PARAM params[] = { OSSL_PARAM_construct_size_t("size", &bytes),
		OSSL_PARAM_construct_end() };
	memcpy(h->key, key, sizeof(h->key));
	h->mac = EVP_MAC_fetch(NULL, "SIPHASH", NULL);
	h->context = h->mac ? EVP_MAC_CTX_new(h->mac) : NULL;
	must(h->context && EVP_MAC_CTX_set_params(h->context, params) == 1);
	arena_defer(a, give_back, h);
	return h;
}

uint64_t keyed_hash(struct keyed_hash *h, unsigned char kind, struct span s)
{
	unsigned char out[HASH_BYTES];
	size_t n = 0;
	uint64_t value = 0;
	must(EVP_MAC_init(h->context, h->key, sizeof(h->key), NULL) == 1);
	must(EVP_MAC_update(h->context, &kind, 1) == 1);
	must(s.n == 0 || EVP_MAC_update(h->context, s.p, s.n) == 1);
	must(EVP_MAC_final(h->context, out, &n, sizeof(out)) == 1 && n == sizeof(out));
	for (unsigned i = 0; i < sizeof(out); i++)
		value |= (uint64_t)out[i] << (8 * i);
	return value;
}
