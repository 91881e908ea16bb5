/* Virtual disks: what is laid out flat lies inside of the file. The first byte chooses the form;
 * of VHDX, what stands before the region table says nothing and is put before the input. */
#include <stdint.h>
#include <string.h>

#include "base/must.h"
#include "parse/file/disk.h"

enum { BEFORE = 192 << 10, ROOM = 1 << 16 };

static void lay_out(struct arena *a, struct span file, const struct disk_map *map)
{
	unsigned char *room = arena_alloc(a, ROOM);
	for (size_t i = 0; i < map->count; i++)
		must(span_inside(file, map->extents[i].bytes));
	disk_flatten(map, room, ROOM);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create((64 << 20) + 100 * n);
	struct disk_map map;
	if (n == 0 || bytes[0] & 1) {
		struct span file = span_of(bytes + (n > 0), n - (n > 0));
		vhd_read(a, file, &map);
		lay_out(a, file, &map);
	} else {
		unsigned char *file = arena_alloc(a, BEFORE + n);
		memcpy(file + BEFORE, bytes + 1, n - 1);
		vhdx_read(a, span_of(file, BEFORE + n), &map);
		lay_out(a, span_of(file, BEFORE + n), &map);
	}
	arena_destroy(&a);
	return 0;
}
