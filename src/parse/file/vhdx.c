/* VHDX disks by MS-VHDX: region table (2.2.3), metadata (2.6), and the table of blocks (2.5), where
 * after each chunk of blocks an entry for their sector bitmap stands. What waits in the log
 * (2.3) is not replayed: a disk that was closed has none. */
#include "parse/file/disk.h"
#include "parse/file/number.h"

#define REGION_BAT                                                                       \
	SPAN("\x66\x77\xC2\x2D\x23\xF6\x00\x42\x9D\x64\x11\x5E\x9B\xFD\x4A\x08")
#define REGION_METADATA                                                                  \
	SPAN("\x06\xA2\x7C\x8B\x90\x47\x9A\x4B\xB8\xFE\x57\x5F\x05\x0F\x88\x6E")
#define FILE_PARAMETERS                                                                  \
	SPAN("\x37\x67\xA1\xCA\x36\xFA\x43\x4D\xB3\xB6\x33\xF0\xAA\x44\xE7\x6B")
#define DISK_SIZE SPAN("\x24\x42\xA5\x2F\x1B\xCD\x76\x48\xB2\x11\x5D\xBE\xD8\x3B\xF4\xB8")
#define SECTOR_SIZE                                                                      \
	SPAN("\x1D\xBF\x41\x81\x6F\xA9\x09\x47\xBA\x47\xF2\x33\xA8\xFA\xAB\x5F")

enum {
	REGION_TABLE = 192 << 10,
	REGION_TABLE_COPY = 256 << 10,
	REGIONS_MAX = 2047,
	ITEMS_MAX = 2047,
	BLOCK_FULLY_PRESENT = 6,
	BLOCK_PARTLY_PRESENT = 7,
};

static struct span region(struct span file, struct span guid)
{
	struct span table = span_part(file, REGION_TABLE, 65536);
	if (!span_starts_with(table, SPAN("regi")))
		table = span_part(file, REGION_TABLE_COPY, 65536);
	if (!span_starts_with(table, SPAN("regi")))
		return SPAN("");
	uint64_t count = number_le(table, 8, 4);
	for (uint64_t i = 0; i < count && i < REGIONS_MAX; i++) {
		uint64_t at = 16 + i * 32;
		if (span_has_at(table, at, guid))
			return span_part(file, number_le(table, at + 16, 8),
				number_le(table, at + 24, 4));
	}
	return SPAN("");
}

static struct span item(struct span metadata, struct span guid)
{
	uint64_t count = number_le(metadata, 10, 2);
	for (uint64_t i = 0; i < count && i < ITEMS_MAX; i++) {
		uint64_t at = 32 + i * 32;
		if (span_has_at(metadata, at, guid))
			return span_part(metadata, number_le(metadata, at + 16, 4),
				number_le(metadata, at + 20, 4));
	}
	return SPAN("");
}

enum got vhdx_read(struct arena *a, struct span file, struct disk_map *map_r)
{
	*map_r = (struct disk_map){ 0 };
	struct span metadata = region(file, REGION_METADATA),
		    bat = region(file, REGION_BAT);
	struct span parameters = item(metadata, FILE_PARAMETERS);
	uint64_t block = number_le(parameters, 0, 4);
	uint64_t sector = number_le(item(metadata, SECTOR_SIZE), 0, 4);
	map_r->size = number_le(item(metadata, DISK_SIZE), 0, 8);
	map_r->has_parent = number_le(parameters, 4, 4) & 2;
	if (block < 1 << 20 || sector < 512 || (block & (block - 1)) || sector > 4096 ||
		map_r->size == 0)
		return GOT_NONE;
	uint64_t chunk = (sector << 23) / block,
		 blocks = (map_r->size + block - 1) / block;
	bool whole = chunk > 0;
	for (uint64_t i = 0; i < blocks && chunk; i++) {
		uint64_t at = (i + i / chunk) * 8;
		if (at >= bat.n)
			return GOT_SOME;
		uint64_t entry = number_le(bat, at, 8), state = entry & 7;
		if (state == BLOCK_FULLY_PRESENT || state == BLOCK_PARTLY_PRESENT)
			whole &= disk_map_add(
				a, map_r, i * block, file, entry >> 20 << 20, block);
	}
	return whole ? GOT_ALL : GOT_SOME;
}
