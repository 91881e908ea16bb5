#ifndef ASSAY_CHECKS_FILE_OFFICE_KEY_H
#define ASSAY_CHECKS_FILE_OFFICE_KEY_H

#include "parse/file/office_lock.h"

/* From a password to the key of an Office lock, and from the key to plain bytes. */

struct office_key {
	const struct office_lock *lock;
	unsigned char bytes[64];
	size_t n;
};

/* False when the password (of office_lock_password()) does not fit. Costs `lock->rounds`
 * hashes: the caller sees to it that they are few enough. */
bool office_key_make(
	const struct office_lock *lock, struct span password, struct office_key *key_r);

/* An EncryptedPackage stream opened: its size, then the bytes. `out` has room for
 * `package.n` bytes; returns how many there are. Agile and standard locks. */
size_t office_key_package(
	const struct office_key *key, struct span package, unsigned char *out);

/* A workbook's stream opened into `out`, which has room for `stream.n` bytes; the record of
 * the lock is no such record any more. RC4 locks and the obfuscation. */
void office_key_workbook(
	const struct office_key *key, struct span stream, unsigned char *out);

/* The same for a stream of a document of Word, whose first `plain` bytes are not enciphered.
 * RC4 locks. */
void office_key_word(const struct office_key *key, struct span stream, size_t plain,
	unsigned char *out);

/* "aes-256", "rc4", "xor": a literal. */
const char *office_lock_name(const struct office_lock *lock);

#endif
