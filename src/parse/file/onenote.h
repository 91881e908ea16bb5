#ifndef ASSAY_PARSE_FILE_ONENOTE_H
#define ASSAY_PARSE_FILE_ONENOTE_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

/* A file that lies in a OneNote section. */
struct onenote_file {
	struct span bytes;
	struct span name; /* UTF-8; empty where it could not be told */
	uint64_t offset;
};

struct onenote {
	struct onenote_file *files;
	size_t count;
	struct span *names; /* every file name that the section holds, in order */
	size_t name_count;
};

/* Finds at most `files_max` files. GOT_NONE: not such a section; GOT_SOME: one is cut. */
enum got onenote_read(
	struct arena *a, struct span bytes, size_t files_max, struct onenote *note_r);

#endif
