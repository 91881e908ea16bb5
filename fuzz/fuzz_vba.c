/* Macros: a whole compound file, and the unpacking alone. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/vba.h"

static void check_storage(
	struct arena *a, const struct ole *ole, const struct ole_entry *e)
{
	enum { SOURCE_MAX = 65536 };
	struct vba vba;
	enum got got;
	size_t room = 1 << 20;
	vba_open(a, ole, e, &room, &vba);
	must(room <= 1 << 20);
	for (size_t i = 0; i < vba.count && i < 8; i++) {
		struct span packed = vba_packed_source(&vba.modules[i]);
		struct span source = vba_unpack(a, packed, SOURCE_MAX, &got);
		must(source.n <= SOURCE_MAX && source.n <= vba_unpacked_max(packed));
		vba_source_lines(source);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	enum { ENTRIES_MAX = 50, MEMORY = 256 << 20 };
	struct arena *a = arena_create(MEMORY);
	struct ole ole;
	enum got got;
	struct span all = span_of(bytes, n);
	struct span out = vba_unpack(a, all, 1 << 20, &got);
	must(out.n <= vba_unpacked_max(all));
	if (n < 65536 && ole_open(a, all, ENTRIES_MAX, &ole) != GOT_NONE)
		for (size_t i = 0; i < ole.count && i < 8; i++)
			if (ole.entries[i].kind == OLE_STORAGE)
				check_storage(a, &ole, &ole.entries[i]);
	arena_destroy(&a);
	return 0;
}
