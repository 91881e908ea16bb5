/* parse/file/office_lock and checks/file/office_key: published and own vectors, and that no
 * cut of a lock breaks or passes for a whole one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "checks/file/office_key.h"

/* A standard lock as nolze/msoffcrypto-tool and others test it: "Password1234_". */
#define STANDARD                                                                         \
	"\x03\x00\x02\x00\x24\x00\x00\x00\x20\x00\x00\x00"                               \
	"\x24\x00\x00\x00\x00\x00\x00\x00\x0e\x66\x00\x00\x04\x80\x00\x00"               \
	"\x80\x00\x00\x00\x18\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"               \
	"\x10\x00\x00\x00"                                                               \
	"\xe8\x82\x66\x49\x0c\x5b\xd1\xee\xbd\x2b\x43\x94\xe3\xf8\x30\xef"               \
	"\x51\x6f\x73\x2e\x96\x6f\xac\x17\xb1\xc5\xd7\xd8\xcc\x36\xc9\x28"               \
	"\x14\x00\x00\x00"                                                               \
	"\x2b\x61\x68\xda\xbe\x29\x11\xad\x2b\xd3\x7c\x17\x46\x74\x5c\x14"               \
	"\xd3\xcf\x1b\xb1\x40\xa4\x8f\x4e\x6f\x3d\x23\x88\x08\x72\xb1\x6a"

static bool opens(struct arena *a, const struct office_lock *lock, const char *password,
	struct office_key *key)
{
	return office_key_make(
		lock, office_lock_password(a, span_from_cstr(password)), key);
}

static void a_published_standard_lock_opens(void **state)
{
	struct arena *a = *state;
	struct office_lock lock;
	struct office_key key;
	assert_int_equal(office_lock_read(a, SPAN(STANDARD), &lock), GOT_ALL);
	assert_int_equal(lock.kind, OFFICE_LOCK_STANDARD);
	assert_string_equal(office_lock_name(&lock), "aes-128");
	assert_true(opens(a, &lock, "Password1234_", &key));
	assert_int_equal(key.n, 16);
	assert_memory_equal(key.bytes,
		"\x40\xb1\x3a\x71\xf9\x0b\x96\x6e\x37\x54\x08\xf2\xd1\x81\xa1\xaa", 16);
	assert_false(opens(a, &lock, "Password1234", &key));
	assert_false(opens(a, &lock, "", &key));
}

static void no_cut_of_a_standard_lock_is_one(void **state)
{
	struct arena *a = *state;
	struct office_lock lock;
	for (size_t n = 0; n < sizeof(STANDARD) - 1; n++) {
		assert_int_equal(
			office_lock_read(a, span_of(STANDARD, n), &lock), GOT_NONE);
		assert_int_equal(lock.kind, OFFICE_LOCK_FOREIGN);
	}
}

/* Made by tests/tricks/_office_lock.py: SHA-256, AES-192, ten rounds, "1234". */
static const char AGILE[] =
	"\x04\x00\x04\x00\x40\x00\x00\x00"
	"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><encrypti"
	"on xmlns=\"http://schemas.microsoft.com/office/2006/encryption\" xmlns"
	":p=\"http://schemas.microsoft.com/office/2006/keyEncryptor/password\">"
	"<keyData saltSize=\"16\" blockSize=\"16\" keyBits=\"192\" hashSize=\"3"
	"2\" cipherAlgorithm=\"AES\" cipherChaining=\"ChainingModeCBC\" hashAlg"
	"orithm=\"SHA256\" saltValue=\"QUJDREVGR0hJSktMTU5PUA==\"/><keyEncrypto"
	"rs><keyEncryptor uri=\"http://schemas.microsoft.com/office/2006/keyEnc"
	"ryptor/password\"><p:encryptedKey spinCount=\"10\" saltSize=\"16\" blo"
	"ckSize=\"16\" keyBits=\"192\" hashSize=\"32\" cipherAlgorithm=\"AES\" "
	"cipherChaining=\"ChainingModeCBC\" hashAlgorithm=\"SHA256\" saltValue="
	"\"AQIDBAUGBwgJCgsMDQ4PEA==\" encryptedVerifierHashInput=\"M4QmJYAWM7Eh"
	"9CUCzBAUFw==\" encryptedVerifierHashValue=\"tlRaxjvw4wYs/7elU61O7wQGq+"
	"vh1BmbduiuL0KJbl0=\" encryptedKeyValue=\"/Tgn4Z1M577jUyzdYy6HMyPLzaJ5j"
	"4wf1isuAod/tRU=\"/></keyEncryptor></keyEncryptors></encryption>";
static const char PACKAGE[] =
	"\x40\x00\x00\x00\x00\x00\x00\x00\x1e\x05\x63\x7d\x3a\x62\x5f\x47"
	"\x2a\xad\xec\xef\xf2\x5b\x16\xe6\xc0\x3d\xdd\x1c\xad\x07\x81\x2c"
	"\xc9\x0b\x7d\x93\x26\xfa\x30\xcf\x3a\x33\xe0\xd2\x8b\xf7\x1b\x0e"
	"\x1a\xca\x7c\xb6\x8c\x71\x42\x54\x0b\xe4\x0c\x43\xc7\x89\x98\xcf"
	"\x84\x2c\x61\xb2\x90\xdc\xc2\x2f";

static void an_agile_package_opens(void **state)
{
	struct arena *a = *state;
	struct office_lock lock;
	struct office_key key;
	struct span package = span_of(PACKAGE, sizeof(PACKAGE) - 1);
	unsigned char out[sizeof(PACKAGE)];
	assert_int_equal(
		office_lock_read(a, span_of(AGILE, sizeof(AGILE) - 1), &lock), GOT_ALL);
	assert_int_equal(lock.rounds, 10);
	assert_string_equal(office_lock_name(&lock), "aes-192");
	assert_false(opens(a, &lock, "12345", &key));
	assert_true(opens(a, &lock, "1234", &key));
	assert_int_equal(office_key_package(&key, package, out), 64);
	assert_memory_equal(out, "PK\3\4\0\1\2\3", 8);
	assert_int_equal(out[63], 59);
	for (size_t n = 0; n < package.n; n++)
		assert_true(office_key_package(&key, span_take(package, n), out) <= n);
}

/* What is a lock all the same has lost only ends of tags. */
static void no_cut_of_an_agile_lock_breaks(void **state)
{
	struct arena *a = *state;
	struct office_lock lock;
	struct office_key key;
	for (size_t n = 0; n < sizeof(AGILE) - 1; n++)
		if (office_lock_read(a, span_of(AGILE, n), &lock) == GOT_ALL)
			assert_true(opens(a, &lock, "1234", &key));
}

/* As nolze/msoffcrypto-tool tests it. */
#define OLD                                                                              \
	"\x01\x00\x01\x00"                                                               \
	"\xe8\x77\x2c\x1d\x91\xc5\x6a\x37\x96\x47\x61\xb2\x80\x18\x32\x17"               \
	"\xc9\xe9\x97\xd4\x54\x97\x3d\x31\x0b\xb1\xba\x70\x14\x26\x83\x7e"               \
	"\xb1\xde\x17\x8f\x07\xe9\x89\xc4\x4d\xae\x5e\x4c\xf9\x6a\xc4\x07"

static void a_published_rc4_lock_opens(void **state)
{
	struct arena *a = *state;
	struct office_lock lock;
	struct office_key key;
	assert_int_equal(office_lock_read(a, SPAN(OLD), &lock), GOT_ALL);
	assert_int_equal(lock.kind, OFFICE_LOCK_RC4);
	assert_true(opens(a, &lock, "password1", &key));
	assert_false(opens(a, &lock, "password2", &key));
	for (size_t n = 0; n < sizeof(OLD) - 1; n++)
		assert_int_equal(office_lock_read(a, span_of(OLD, n), &lock), GOT_NONE);
}

/* Of Apache POI's xor-encryption-abc.xls. */
static void an_obfuscation_opens(void **state)
{
	struct arena *a = *state;
	struct office_lock lock;
	struct office_key key;
	assert_int_equal(
		office_lock_filepass(a, SPAN("\0\0\x4a\x51\x1a\xcc"), false, &lock),
		GOT_ALL);
	assert_int_equal(lock.kind, OFFICE_LOCK_XOR);
	assert_true(opens(a, &lock, "abc", &key));
	assert_false(opens(a, &lock, "abd", &key));
	assert_false(opens(a, &lock, "", &key));
	assert_false(opens(a, &lock, "0123456789abcdefg", &key));
	for (size_t n = 0; n < 6; n++)
		assert_int_equal(
			office_lock_filepass(a, span_of("\0\0\1\2\3\4", n), false, &lock),
			GOT_NONE);
}

/* Records begin in the clear and are no lock any more; cuts stay inside. */
static void a_workbook_is_walked_to_its_end(void **state)
{
	static const char book[] = "\x09\x08\x04\x00\x00\x06\x05\x00"
				   "\x2f\x00\x06\x00\x00\x00\x4a\x51\x1a\xcc"
				   "\x85\x00\x06\x00\1\2\3\4\5\6"
				   "\xff\x00\x05\x00\1";
	struct arena *a = *state;
	unsigned char out[sizeof(book)];
	struct office_lock lock;
	struct office_key key;
	office_lock_filepass(a, span_of(book + 12, 6), false, &lock);
	assert_true(opens(a, &lock, "abc", &key));
	for (size_t n = 0; n < sizeof(book); n++) {
		memset(out, 0xEE, sizeof(out));
		office_key_workbook(&key, span_of(book, n), out);
		assert_int_equal(out[n], 0xEE);
	}
	assert_memory_equal(out, book, 8);
	assert_memory_equal(out + 8, "\xff\xff", 2);
	assert_memory_equal(out + 18, book + 18, 8);
	assert_memory_not_equal(out + 26, book + 26, 2);
}

static int make(void **state)
{
	*state = arena_create(64 << 20);
	return 0;
}

static int unmake(void **state)
{
	arena_destroy((struct arena **)state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_published_standard_lock_opens, make, unmake),
		cmocka_unit_test_setup_teardown(
			no_cut_of_a_standard_lock_is_one, make, unmake),
		cmocka_unit_test_setup_teardown(an_agile_package_opens, make, unmake),
		cmocka_unit_test_setup_teardown(
			no_cut_of_an_agile_lock_breaks, make, unmake),
		cmocka_unit_test_setup_teardown(a_published_rc4_lock_opens, make, unmake),
		cmocka_unit_test_setup_teardown(an_obfuscation_opens, make, unmake),
		cmocka_unit_test_setup_teardown(
			a_workbook_is_walked_to_its_end, make, unmake),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
