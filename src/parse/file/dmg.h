#ifndef ASSAY_PARSE_FILE_DMG_H
#define ASSAY_PARSE_FILE_DMG_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

/* Disk images of macOS (UDIF): a trailer tells where a property list is, which tells of each
 * partition in which chunks it is packed. */

enum dmg_packing { DMG_ZERO, DMG_RAW, DMG_ZLIB, DMG_BZIP2, DMG_LZMA, DMG_OTHER };

struct dmg_chunk {
	enum dmg_packing packing;
	uint64_t at, n; /* on the partition, unpacked */
	struct span packed;
	bool is_cut; /* some of it stands outside of the file */
};

struct dmg_partition {
	struct span name; /* "disk image (Apple_HFS : 4)" */
	uint64_t size;
	struct dmg_chunk *chunks;
	size_t count, capacity;
};

struct dmg {
	struct dmg_partition *partitions;
	size_t count, capacity;
	bool is_part; /* of an image in several files */
};

enum got dmg_read(
	struct arena *a, struct span file, size_t chunks_max, struct dmg *dmg_r);

#endif
