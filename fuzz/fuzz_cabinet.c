/* Cabinets and help files: unpacking ends and stays in its room. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/cabinet.h"

enum { ENTRIES_MAX = 50, ROOM = 1 << 16 };

static void unpack_all(struct arena *a, struct cabinet *c)
{
	unsigned char *room = arena_alloc(a, ROOM);
	must(c->count <= ENTRIES_MAX);
	for (size_t i = 0; i < c->count; i++) {
		size_t n;
		cabinet_unpack(c, &c->entries[i], room, ROOM, &n);
		must(n <= ROOM);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(256 << 20);
	struct cabinet c;
	struct span file = span_of(bytes, n);
	if (span_starts_with(file, SPAN("ITSF"))) {
		if (chm_read(a, file, ENTRIES_MAX, &c) != GOT_NONE)
			unpack_all(a, &c);
	} else if (cabinet_read(a, file, ENTRIES_MAX, &c) != GOT_NONE) {
		unpack_all(a, &c);
	}
	arena_destroy(&a);
	return 0;
}
