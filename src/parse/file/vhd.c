/* Virtual Hard Disks by Microsoft's Image Format Specification 1.0: the footer ("Hard Disk Footer
 * Format"), and for growing disks the header and the table of blocks ("Dynamic Disk Header
 * Format", "Block Allocation Table"). A sector bitmap stands before each block and is not
 * looked at: in a disk without a parent, sectors that it does not name are zeros. */
#include "parse/file/disk.h"
#include "parse/file/number.h"

enum {
	FOOTER_BYTES = 512,
	SECTOR = 512,
	FIXED = 2,
	DYNAMIC = 3,
	DIFFERENCING = 4,
};

static enum got read_blocks(
	struct arena *a, struct span file, uint64_t header, struct disk_map *map)
{
	struct span h = span_part(file, header, 1024);
	if (!span_starts_with(h, SPAN("cxsparse")))
		return GOT_NONE;
	uint64_t table = number_be(h, 16, 8), count = number_be(h, 28, 4);
	uint64_t block = number_be(h, 32, 4);
	uint64_t bitmap = ((block / SECTOR + 7) / 8 + SECTOR - 1) / SECTOR * SECTOR;
	struct span entries = span_part(file, table, count * 4);
	bool whole = entries.n == count * 4;
	if (block == 0)
		return GOT_NONE;
	for (size_t i = 0; i < entries.n / 4; i++) {
		uint32_t sector = (uint32_t)number_be(entries, i * 4, 4);
		if (sector == UINT32_MAX)
			continue;
		whole &= disk_map_add(a, map, i * block, file,
			(uint64_t)sector * SECTOR + bitmap, block);
	}
	return whole ? GOT_ALL : GOT_SOME;
}

enum got vhd_read(struct arena *a, struct span file, struct disk_map *map_r)
{
	*map_r = (struct disk_map){ 0 };
	if (file.n < FOOTER_BYTES)
		return GOT_NONE;
	struct span disk = span_take(file, file.n - FOOTER_BYTES);
	struct span footer = span_skip(file, disk.n);
	if (!span_starts_with(footer, SPAN("conectix")))
		footer = file; /* the copy at the front of a disk that grows */
	if (!span_starts_with(footer, SPAN("conectix")))
		return GOT_NONE;
	uint64_t type = number_be(footer, 60, 4);
	map_r->size = number_be(footer, 48, 8);
	map_r->has_parent = type == DIFFERENCING;
	if (type == FIXED)
		return disk_map_add(a, map_r, 0, disk, 0, map_r->size) ? GOT_ALL
								       : GOT_SOME;
	if (type != DYNAMIC && type != DIFFERENCING)
		return GOT_NONE;
	return read_blocks(a, file, number_be(footer, 16, 8), map_r);
}
