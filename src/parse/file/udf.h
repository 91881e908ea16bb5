#ifndef ASSAY_PARSE_FILE_UDF_H
#define ASSAY_PARSE_FILE_UDF_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

/* A UDF volume (ECMA-167, OSTA UDF 2.60) as a flat list. */

struct udf_entry {
	struct span name; /* with its folders, '/' between, UTF-8 */
	uint64_t size;
	int64_t date_s;
	uint64_t icb;	    /* offset of its file entry in the image */
	uint16_t partition; /* reference that its extents are in */
	bool is_folder, is_hidden;
};

enum { UDF_PARTITIONS_MAX = 8 };

struct udf {
	struct span image;
	uint64_t block;			     /* bytes */
	uint64_t starts[UDF_PARTITIONS_MAX]; /* of each partition reference, in bytes */
	unsigned partitions;
	struct udf_entry *entries;
	size_t count;
};

/* True when the image says that it has such a volume, beside ISO 9660 or alone. */
bool udf_taste(struct span image);
/* GOT_NONE: no volume; GOT_SOME: parts make no sense; GOT_LIMIT: more than `entries_max`. */
enum got udf_read(
	struct arena *a, struct span image, size_t entries_max, struct udf *udf_r);
/* The bytes of a file where they stand in a row. */
bool udf_is_in_a_row(
	const struct udf *u, const struct udf_entry *e, struct span *bytes_r);
/* Else gathered. False: extents end before the size that is told. */
bool udf_gather(const struct udf *u, const struct udf_entry *e, unsigned char *room,
	size_t room_n, size_t *n_r);

#endif
