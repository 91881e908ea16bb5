/* Locks of Office documents: reading ends, a lock that is said to be one is whole, and keys
 * and openers stay inside of what they are given. */
#include <stdint.h>

#include "base/must.h"
#include "checks/file/office_key.h"

enum { ROUNDS_MAX = 100 };

static void check_lock(struct arena *a, struct office_lock *lock, struct span rest)
{
	struct office_key key;
	must(lock->kind != OFFICE_LOCK_FOREIGN);
	if (lock->rounds > ROUNDS_MAX)
		lock->rounds = ROUNDS_MAX;
	office_lock_name(lock);
	office_key_make(lock, office_lock_password(a, span_take(rest, 20)), &key);
	must(key.n <= sizeof(key.bytes));
	unsigned char *out = arena_alloc(a, rest.n + 1);
	if (lock->kind == OFFICE_LOCK_AGILE || lock->kind == OFFICE_LOCK_STANDARD) {
		key.n = lock->kind == OFFICE_LOCK_AGILE ? lock->package.key_bits / 8
							: lock->key.key_bits / 8;
		must(office_key_package(&key, rest, out) <= rest.n);
	} else {
		office_key_workbook(&key, rest, out);
	}
	must(out[rest.n] == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create((1 << 20) + n * 64);
	struct span s = span_of(bytes, n);
	struct office_lock lock;
	if (office_lock_read(a, s, &lock) == GOT_ALL)
		check_lock(a, &lock, s);
	if (office_lock_filepass(a, s, n & 1, &lock) == GOT_ALL)
		check_lock(a, &lock, s);
	arena_destroy(&a);
	return 0;
}
