#ifndef ASSAY_PARSE_FILE_FAT_H
#define ASSAY_PARSE_FILE_FAT_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

/* A FAT12, FAT16 or FAT32 volume (Microsoft's FAT specification 1.03) as a flat list. */

enum {
	FAT_HIDDEN = 2,
	FAT_SYSTEM = 4,
	FAT_LABEL = 8,
	FAT_FOLDER = 16,
};

struct fat_entry {
	struct span name; /* with its folders, '/' between, UTF-8 */
	uint32_t size;
	uint32_t cluster; /* the first */
	uint8_t attributes;
	int64_t date_s;
};

struct fat {
	struct span volume;
	unsigned bits;		    /* 12, 16 or 32 */
	uint64_t table, root, data; /* offsets */
	uint32_t cluster_bytes, clusters, root_entries, root_cluster;
	struct fat_entry *entries;
	size_t count;
};

bool fat_taste(struct span volume);
/* GOT_SOME: a folder makes no sense; GOT_LIMIT: more than `entries_max`. */
enum got fat_read(
	struct arena *a, struct span volume, size_t entries_max, struct fat *fat_r);
/* The bytes of a file: a part of the volume where its clusters stand in a row, else
 * gathered into `room`, which has place for `e->size` or fewer. False: the chain ends
 * before, and what there is is in `*bytes_r`. */
bool fat_is_in_a_row(
	const struct fat *fat, const struct fat_entry *e, struct span *bytes_r);
bool fat_gather(const struct fat *fat, const struct fat_entry *e, unsigned char *room,
	size_t room_n, size_t *n_r);

#endif
