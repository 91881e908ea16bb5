/* Zip archives: both lists end, members lie within the file, unpacking within its room. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/zip.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	enum { ENTRIES_MAX = 200, ROOM = 4096 };
	struct arena *a = arena_create((4 << 20) + n * 64);
	struct span all = span_of(bytes, n);
	unsigned char room[ROOM];
	struct zip zip;
	zip_read(a, all, ENTRIES_MAX, &zip);
	struct span within = zip_within(all);
	must(within.n == 0 || span_inside(all, within));
	must(zip.count <= ENTRIES_MAX && zip.start <= n);
	for (size_t i = 0; i < zip.count; i++) {
		const struct zip_entry *e = &zip.entries[i];
		size_t got_n;
		must(e->name.n == 0 || span_inside(all, e->name));
		must(e->packed.n == 0 || span_inside(all, e->packed));
		zip_unpack(e->packed, e->method, e->crc, true, room, ROOM, &got_n);
		must(got_n <= ROOM);
		zip_find(&zip, e->name);
	}
	arena_destroy(&a);
	return 0;
}
