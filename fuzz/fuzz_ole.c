/* Compound files: the tree ends, and every stream ends within what may be read. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/ole.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	enum { ENTRIES_MAX = 200 };
	struct arena *a = arena_create((1 << 20) + n * 1024);
	struct ole ole;
	enum got got = ole_open(a, span_of(bytes, n), ENTRIES_MAX, &ole);
	must(ole.count <= ENTRIES_MAX);
	if (got == GOT_NONE)
		must(ole.count == 0);
	for (size_t i = 0; i < ole.count; i++) {
		const struct ole_entry *e = &ole.entries[i];
		struct span s = ole_read(&ole, e, n, &got);
		must(s.n <= n && s.n <= e->size);
		must(!e->parent || e->parent < e);
		ole_find(&ole, e->parent, e->name);
	}
	arena_destroy(&a);
	return 0;
}
