/* Partitions by the two tables that are in use, GPT (UEFI 2.10, 5.3.2 and 5.3.3) and MBR with its
 * chain of extended ones (5.2.1), and virtual disks laid out flat. Checksums of the tables
 * are not looked at: systems differ in whether they do. */
#include "parse/file/disk.h"

#include "parse/file/number.h"

enum { SECTOR = 512, EXTENDED_MAX = 32 };

bool disk_map_add(struct arena *a, struct disk_map *map, uint64_t at, struct span file,
	uint64_t offset, uint64_t n)
{
	struct span there = span_part(file, offset, n);
	if (there.n == 0)
		return n == 0;
	map->extents = arena_grow(
		a, map->extents, map->count, &map->capacity, sizeof(map->extents[0]));
	map->extents[map->count++] = (struct disk_extent){ at, there };
	if (map->used < at + there.n)
		map->used = at + there.n;
	return there.n == n;
}

void disk_flatten(const struct disk_map *map, unsigned char *room, size_t room_n)
{
	for (size_t i = 0; i < map->count; i++) {
		const struct disk_extent *e = &map->extents[i];
		if (e->at >= room_n)
			continue;
		struct span bytes = span_take(e->bytes, room_n - (size_t)e->at);
		memcpy(room + e->at, bytes.p, bytes.n);
	}
}

/* --- partitions --- */

struct found {
	struct disk_partition *list;
	size_t count, max;
};

static void add(struct found *f, struct span disk, uint64_t first, uint64_t sectors)
{
	if (first == 0 || sectors == 0 || first > disk.n / SECTOR || f->count == f->max)
		return;
	f->list[f->count++] = (struct disk_partition){ first * SECTOR,
		sectors > UINT64_MAX / SECTOR ? UINT64_MAX : sectors * SECTOR };
}

static void read_gpt(struct found *f, struct span disk)
{
	enum { ENTRIES_MAX = 256 };
	struct span head = span_part(disk, SECTOR, SECTOR);
	uint64_t table = number_le(head, 72, 8), count = number_le(head, 80, 4);
	uint64_t step = number_le(head, 84, 4);
	if (step < 128 || table > disk.n / SECTOR)
		return;
	for (uint64_t i = 0; i < count && i < ENTRIES_MAX; i++) {
		struct span e = span_part(disk, table * SECTOR + i * step, 128);
		uint64_t first = number_le(e, 32, 8), last = number_le(e, 40, 8);
		if (last >= first)
			add(f, disk, first, last - first + 1);
	}
}

static bool is_extended(unsigned type)
{
	return type == 5 || type == 15 || type == 0x85;
}

static void read_chain(struct found *f, struct span disk, uint64_t start)
{
	uint64_t at = start;
	for (unsigned i = 0; i < EXTENDED_MAX; i++) {
		struct span s = span_part(disk, at * SECTOR, SECTOR);
		if (!span_has_at(s, 510, SPAN("\x55\xAA")))
			return;
		if (number_le(s, 450, 1) && !is_extended((unsigned)number_le(s, 450, 1)))
			add(f, disk, at + number_le(s, 454, 4), number_le(s, 458, 4));
		if (number_le(s, 470, 4) == 0)
			return;
		at = start + number_le(s, 470, 4);
	}
}

size_t disk_partitions(struct span disk, struct disk_partition *list, size_t max)
{
	struct found f = { list, 0, max };
	if (span_has_at(disk, SECTOR, SPAN("EFI PART")))
		read_gpt(&f, disk);
	if (f.count || !span_has_at(disk, 510, SPAN("\x55\xAA")))
		return f.count;
	for (unsigned i = 0; i < 4; i++) {
		struct span e = span_part(disk, 446 + i * 16, 16);
		unsigned type = (unsigned)number_le(e, 4, 1);
		uint64_t first = number_le(e, 8, 4);
		if (is_extended(type))
			read_chain(&f, disk, first);
		else if (type)
			add(&f, disk, first, number_le(e, 12, 4));
	}
	return f.count;
}
