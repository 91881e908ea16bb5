#ifndef ASSAY_PARSE_FILE_HFS_H
#define ASSAY_PARSE_FILE_HFS_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

/* HFS+ and HFSX volumes (Apple's Technical Note TN1150): what the catalog lists. */

enum { HFS_EXTENTS = 8 };

struct hfs_entry {
	struct span name; /* UTF-8, with its folders */
	uint64_t size;	  /* of the data fork */
	int64_t date_s;
	uint32_t mode;
	bool is_folder, is_symlink, is_hidden;
	bool is_packed;	   /* its bytes stand, packed, in its attributes */
	bool is_scattered; /* in more pieces than its record tells */
	struct hfs_extent {
		uint32_t block, count;
	} extents[HFS_EXTENTS];
	/* --- of the reading --- */
	uint32_t id, folder;
};

struct hfs {
	struct span volume;
	uint32_t block_bytes;
	struct hfs_entry *entries;
	size_t count, capacity;
};

/* GOT_SOME: the catalog is damaged, cut off or scattered; GOT_LIMIT: more than `entries_max`
 * files. */
enum got hfs_read(
	struct arena *a, struct span volume, size_t entries_max, struct hfs *hfs_r);

/* The bytes of a file when they stand in a row: false when they do not. */
bool hfs_is_in_a_row(
	const struct hfs *hfs, const struct hfs_entry *e, struct span *bytes_r);
/* Gathers up to `room_n` bytes; false when some of them stand outside of the volume. */
bool hfs_gather(const struct hfs *hfs, const struct hfs_entry *e, unsigned char *room,
	size_t room_n, size_t *n_r);

#endif
