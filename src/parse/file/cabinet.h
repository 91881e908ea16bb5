#ifndef ASSAY_PARSE_FILE_CABINET_H
#define ASSAY_PARSE_FILE_CABINET_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

/* Cabinets (MS-CAB) and help files (CHM), both through libmspack, as one kind of list. */

struct cabinet_entry {
	struct span name;
	uint64_t size; /* as told */
	int64_t date_s;
	bool is_hidden, is_folder;
	void *handle;
};

struct cabinet {
	struct cabinet_entry *entries;
	size_t count;
	bool continues; /* a part of it stands in another cabinet */
	struct mspack_memory *memory;
	void *reader;
	int (*extract)(void *reader, void *handle);
};

/* GOT_NONE: not of that form, or its list makes no sense; GOT_LIMIT: more than the limit. */
enum got cabinet_read(struct arena *a, struct span bytes, size_t entries_max,
	struct cabinet *cabinet_r);
enum got chm_read(
	struct arena *a, struct span bytes, size_t entries_max, struct cabinet *chm_r);

/* Unpacks into `room`; in the order of the list it is cheapest. GOT_LIMIT: more than fits. */
enum got cabinet_unpack(struct cabinet *c, const struct cabinet_entry *e,
	unsigned char *room, size_t room_n, size_t *n_r);

#endif
