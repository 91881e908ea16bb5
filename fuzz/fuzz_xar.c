/* xar archives: reading ends, and what is packed lies within the file. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/xar.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	enum { LIST_MAX = 1 << 18, ENTRIES_MAX = 200 };
	struct arena *a = arena_create(64 << 20);
	struct span file = span_of(bytes, n);
	struct xar xar;
	enum got got = xar_read(a, file, LIST_MAX, ENTRIES_MAX, &xar);
	must(xar.count <= ENTRIES_MAX && (got != GOT_NONE || xar.count == 0));
	for (size_t i = 0; i < xar.count; i++) {
		const struct xar_entry *e = &xar.entries[i];
		must(e->packed.n == 0 || span_inside(file, e->packed));
		must(e->folder <= i && e->packed.n <= e->packed_n);
	}
	arena_destroy(&a);
	return 0;
}
