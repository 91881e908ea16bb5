/* crypto/: digests, and signatures made by another library (python's cryptography). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/codec.h"
#include "crypto/crypto.h"
#include "crypto/der.h"

#define RSA_NUMBERS                                                                      \
	"tAqtFxbcYlTda4CwkKaHzVezv9RqrAl6EVlH18Qv+"                                      \
	"7AO7uFqon2dJeEnZeP07B5DSSwHtV50elIPeQu8kB"                                      \
	"sR8DkvCbR5xa/"                                                                  \
	"v1BhmfS5tWyBUcqdXlklVyyzH03izSfu7pkM8P9mSlYjjoRV0bN8b6qQBhHhxkF+SEw/J"          \
	"2yuyIUk="
#define RSA_SPKI                                                                         \
	"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC0Cq0XFtxiVN1rgLCQpofNV7O/"               \
	"1GqsCXoRWUfXxC/7sA7u"                                                           \
	"4WqifZ0l4Sdl4/TsHkNJLAe1XnR6Ug95C7yQGxHwOS8JtHnFr+/"                            \
	"UGGZ9Lm1bIFRyp1eWSVXLLMfTeLNJ+7um"                                              \
	"Qzw/2ZKViOOhFXRs3xvqpAGEeHGQX5ITD8nbK7IhSQIDAQAB"
#define RSA_BARE                                                                         \
	"MIGJAoGBALQKrRcW3GJU3WuAsJCmh81Xs7/UaqwJehFZR9fEL/"                             \
	"uwDu7haqJ9nSXhJ2Xj9OweQ0ksB7VedHpS"                                             \
	"D3kLvJAbEfA5Lwm0ecWv79QYZn0ubVsgVHKnV5ZJVcssx9N4s0n7u6ZDPD/"                    \
	"ZkpWI46EVdGzfG+qkAYR4cZBf"                                                      \
	"khMPydsrsiFJAgMBAAE="
#define RSA_SIGNATURE_SHA256                                                             \
	"pmd7lKa5tI0bCqlFyYIekF4XmuO7YfDlMJGNtRjH3Wo+"                                   \
	"UQNwKXDERQwxLYfF5cwlhJC9wLtor4ctOFUKKpEa"                                       \
	"OSnQbfB3pdcxtN44Z1m5JDgji2ETYx+aL1w8tz5VcZ9goolGzV42+/5Ia3+89thTVvUN6oxe/"      \
	"iZI1ssSYCJk"                                                                    \
	"SBg="
#define RSA_SIGNATURE_SHA1                                                               \
	"MFxAmuF0Y7QQdQA0RKoClu2Mfpy7azKulF9DyNo/Tu+kaKLEtScqK/"                         \
	"Lq7NBacCYXkZutIqU+gVGpv5/ChXXu"                                                 \
	"AhSJzc9ZKqoCacUAIwv2AkP9ykhyjW0zxDgrrleaL8X3gL5mW5neQoQaBIbO8nZV4ouQM53GGrCI05" \
	"YurCuF"                                                                         \
	"HZA="
#define ED_KEY "4q2QpqcCdb/3CZ+AqbwAXVtaMVxTksY8Q/MOG0j5y0A="
#define ED_SIGNATURE                                                                     \
	"lCO1vZswwUBo5P0DFpojtLVxVpJ2GIhiWQVUKxsj+kK8q+P7La/"                            \
	"Ts39RhcKpsc39ClrRfamERdqcpFn72Q7t"                                              \
	"DA=="

static int make_arena(void **state)
{
	*state = arena_create(8 << 20);
	return 0;
}

static int drop_arena(void **state)
{
	struct arena *a = *state;
	arena_destroy(&a);
	return 0;
}

static struct span bytes_of(struct arena *a, const char *base64)
{
	bool clean;
	struct span s = base64_decode(a, span_from_cstr(base64), &clean);
	assert_true(clean);
	return s;
}

static struct span hash_of(struct arena *a, enum digest_kind kind, const char *text)
{
	struct digest *d = digest_create(a, kind);
	digest_add(d, span_from_cstr(text));
	unsigned char *out = arena_alloc(a, DIGEST_BYTES_MAX);
	return span_of(out, digest_end(d, out));
}

static void digests_are_those_of_fips_180(void **state)
{
	struct arena *a = *state;
	assert_true(span_equal(hex_encode(a, hash_of(a, DIGEST_SHA1, "abc")),
		SPAN("a9993e364706816aba3e25717850c26c9cd0d89d")));
	assert_true(span_equal(hex_encode(a, hash_of(a, DIGEST_SHA256, "abc")),
		SPAN("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a"
		     "d")));
	assert_true(span_equal(hex_encode(a, hash_of(a, DIGEST_SHA256, "")),
		SPAN("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85"
		     "5")));
}

static void a_forked_digest_goes_its_own_way(void **state)
{
	struct arena *a = *state;
	struct digest *d = digest_create(a, DIGEST_SHA256);
	digest_add(d, SPAN("ab"));
	struct digest *fork = digest_fork(a, d);
	digest_add(d, SPAN("c"));
	digest_add(fork, SPAN("x"));
	unsigned char out[DIGEST_BYTES_MAX];
	assert_int_equal(digest_end(d, out), 32);
	assert_true(span_equal(span_of(out, 32), hash_of(a, DIGEST_SHA256, "abc")));
	assert_int_equal(digest_end(fork, out), 32);
	assert_true(span_equal(span_of(out, 32), hash_of(a, DIGEST_SHA256, "abx")));
}

static void rsa_verifies_by_either_form_of_key(void **state)
{
	struct arena *a = *state;
	static const char *const forms[] = { RSA_SPKI, RSA_BARE };
	for (int i = 0; i < 2; i++) {
		unsigned bits = 0;
		struct public_key *key =
			key_parse(a, KEY_RSA, bytes_of(a, forms[i]), &bits);
		assert_non_null(key);
		assert_int_equal(bits, 1024);
		struct span sha1 = hash_of(a, DIGEST_SHA1, "hello");
		struct span sha256 = hash_of(a, DIGEST_SHA256, "hello");
		struct span by_sha1 = bytes_of(a, RSA_SIGNATURE_SHA1);
		struct span by_sha256 = bytes_of(a, RSA_SIGNATURE_SHA256);
		assert_true(key_verify(key, DIGEST_SHA256, sha256, by_sha256));
		assert_true(key_verify(key, DIGEST_SHA1, sha1, by_sha1));
		assert_false(key_verify(key, DIGEST_SHA256, sha256, by_sha1));
		assert_false(key_verify(key, DIGEST_SHA1, sha256, by_sha256));
		assert_false(key_verify(key, DIGEST_SHA256,
			hash_of(a, DIGEST_SHA256, "hallo"), by_sha256));
		assert_true(key_verify(key, DIGEST_SHA256, sha256, by_sha256));
	}
}

static void ed25519_verifies(void **state)
{
	struct arena *a = *state;
	unsigned bits = 0;
	struct public_key *key = key_parse(a, KEY_ED25519, bytes_of(a, ED_KEY), &bits);
	assert_non_null(key);
	assert_int_equal(bits, 256);
	struct span signature = bytes_of(a, ED_SIGNATURE);
	struct span hash = hash_of(a, DIGEST_SHA256, "hello");
	assert_true(key_verify(key, DIGEST_SHA256, hash, signature));
	assert_false(key_verify(key, DIGEST_SHA256, span_take(hash, 31), signature));
	assert_null(key_parse(a, KEY_ED25519, bytes_of(a, RSA_BARE), &bits));
}

static void no_bit_of_a_signature_may_change(void **state)
{
	struct arena *a = *state;
	unsigned bits;
	struct public_key *key = key_parse(a, KEY_RSA, bytes_of(a, RSA_SPKI), &bits);
	struct span good = bytes_of(a, RSA_SIGNATURE_SHA256);
	struct span hash = hash_of(a, DIGEST_SHA256, "hello");
	unsigned char bad[128];
	for (size_t i = 0; i < good.n * 8; i += 7) {
		memcpy(bad, good.p, good.n);
		bad[i / 8] ^= (unsigned char)(1 << i % 8);
		assert_false(key_verify(key, DIGEST_SHA256, hash, span_of(bad, good.n)));
	}
	for (size_t n = 0; n < good.n; n++)
		assert_false(key_verify(key, DIGEST_SHA256, hash, span_take(good, n)));
}

static void keys_that_prove_nothing_are_none(void **state)
{
	struct arena *a = *state;
	unsigned bits;
	static const char *const der[] = {
		"\x30\x06\x02\x01\x0f\x02\x01\x01",    /* exponent 1 */
		"\x30\x06\x02\x01\x0e\x02\x01\x03",    /* even modulus */
		"\x30\x06\x02\x01\x0f\x02\x01\x02",    /* even exponent */
		"\x30\x0c\x02\x01\x0f\x02\x08ghijkmo", /* cut */
		"\x30\x80\x02\x01\x0f\x02\x01\x03",    /* indefinite length */
		"",
	};
	for (size_t i = 0; i < sizeof(der) / sizeof(der[0]); i++)
		assert_null(key_parse(a, KEY_RSA, span_from_cstr(der[i]), &bits));
	unsigned char zeros[8] = { 0x30, 6, 2, 1, 0, 2, 1, 0 };
	assert_null(key_parse(a, KEY_RSA, span_of(zeros, 8), &bits));
}

static void keys_cut_at_every_byte_are_none(void **state)
{
	struct arena *a = *state;
	static const char *const forms[] = { RSA_SPKI, RSA_BARE };
	for (int i = 0; i < 2; i++) {
		struct span whole = bytes_of(a, forms[i]);
		for (size_t n = 0; n < whole.n; n++) {
			unsigned char *copy = malloc(n ? n : 1);
			struct span modulus, exponent;
			memcpy(copy, whole.p, n);
			assert_false(der_rsa_key(span_of(copy, n), &modulus, &exponent));
			free(copy);
		}
	}
}

static void numbers_of_a_key_are_found(void **state)
{
	struct arena *a = *state;
	struct span modulus, exponent;
	assert_true(der_rsa_key(bytes_of(a, RSA_SPKI), &modulus, &exponent));
	assert_true(span_equal(modulus, bytes_of(a, RSA_NUMBERS)));
	assert_true(span_equal(exponent, SPAN("\1\0\1")));
}

/* Vectors of the reference implementation (key 00 to 0f, text 00, 01, ...): the first byte
 * of the text is the kind. */
static void keyed_hashes_are_siphash(void **state)
{
	static const uint64_t expected[] = { 0x74f839c593dc67fdu, 0x0d6c8009d9a94f5au,
		0x85676696d7fb7e2du, 0xcf2794e0277187b7u, 0x18765564cd99a68du,
		0xcbc9466e58fee3ceu, 0xab0200f58b01d137u, 0x93f5f5799a932462u,
		0x9e0082df0ba9e4b0u, 0x7a5dbbc594ddb9f3u, 0xf4b32f46226bada7u,
		0x751e8fbc860ee5fbu, 0x14ea5627c0843d90u, 0xf723ca908e7af2eeu,
		0xa129ca6149be45e5u };
	unsigned char key[KEYED_HASH_KEY_BYTES], text[16];
	for (unsigned i = 0; i < 16; i++)
		key[i] = text[i] = (unsigned char)i;
	struct keyed_hash *h = keyed_hash_create(*state, key);
	for (size_t n = 1; n <= 15; n++)
		assert_true(
			keyed_hash(h, 0, span_of(text + 1, n - 1)) == expected[n - 1]);
}

static void warming_up_changes_nothing(void **state)
{
	crypto_warm_up();
	crypto_warm_up();
	rsa_verifies_by_either_form_of_key(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_are_those_of_fips_180),
		cmocka_unit_test(a_forked_digest_goes_its_own_way),
		cmocka_unit_test(rsa_verifies_by_either_form_of_key),
		cmocka_unit_test(ed25519_verifies),
		cmocka_unit_test(no_bit_of_a_signature_may_change),
		cmocka_unit_test(keys_that_prove_nothing_are_none),
		cmocka_unit_test(keys_cut_at_every_byte_are_none),
		cmocka_unit_test(numbers_of_a_key_are_found),
		cmocka_unit_test(keyed_hashes_are_siphash),
		cmocka_unit_test(warming_up_changes_nothing),
	};
	return cmocka_run_group_tests_name("crypto", tests, make_arena, drop_arena);
}
