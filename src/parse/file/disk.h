#ifndef ASSAY_PARSE_FILE_DISK_H
#define ASSAY_PARSE_FILE_DISK_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

/* Where the bytes of a virtual disk stand in its file, and the partitions of a disk. */

struct disk_extent {
	uint64_t at; /* on the disk */
	struct span bytes;
};

struct disk_map {
	uint64_t size; /* of the disk as told */
	uint64_t used; /* behind the last byte that is in the file; the rest is zeros */
	struct disk_extent *extents;
	size_t count, capacity;
	bool has_parent; /* what is not here stands in another file */
};

/* VHD fixed and dynamic (Virtual Hard Disk Image Format Specification 1.0); VHDX (MS-VHDX)
 * without the changes in its log. GOT_SOME: a block stands outside of the file. */
enum got vhd_read(struct arena *a, struct span file, struct disk_map *map_r);
enum got vhdx_read(struct arena *a, struct span file, struct disk_map *map_r);

/* Writes the first `room_n` bytes of the disk; `room` holds zeros before. */
void disk_flatten(const struct disk_map *map, unsigned char *room, size_t room_n);

/* Of one block of the disk; what stands outside of the file is cut. False: some of it does. */
bool disk_map_add(struct arena *a, struct disk_map *map, uint64_t at, struct span file,
	uint64_t offset, uint64_t n);

struct disk_partition {
	uint64_t at, n;
};

/* Partitions by GPT (UEFI 2.10, section 5.3) or MBR (section 5.2), extended ones too. Returns
 * how many were written; 0: none. */
size_t disk_partitions(struct span disk, struct disk_partition *list, size_t max);

#endif
