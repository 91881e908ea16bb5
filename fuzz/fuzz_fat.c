/* FAT volumes and partition tables: reading ends, and what is handed out lies inside. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/disk.h"
#include "parse/file/fat.h"

static void read_files(struct arena *a, const struct fat *fat)
{
	enum { ROOM = 4096 };
	unsigned char *room = arena_alloc(a, ROOM);
	for (size_t i = 0; i < fat->count; i++) {
		struct span bytes;
		size_t n;
		if (fat_is_in_a_row(fat, &fat->entries[i], &bytes))
			must(bytes.n == 0 || span_inside(fat->volume, bytes));
		fat_gather(fat, &fat->entries[i], room, ROOM, &n);
		must(n <= ROOM);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	enum { ENTRIES_MAX = 200, PARTITIONS_MAX = 8 };
	struct arena *a = arena_create(64 << 20);
	struct disk_partition list[PARTITIONS_MAX];
	struct span disk = span_of(bytes, n);
	struct fat fat;
	fat_read(a, disk, ENTRIES_MAX, &fat);
	must(fat.count <= ENTRIES_MAX);
	read_files(a, &fat);
	size_t count = disk_partitions(disk, list, PARTITIONS_MAX);
	for (size_t i = 0; i < count; i++)
		must(list[i].at <= n);
	arena_destroy(&a);
	return 0;
}
