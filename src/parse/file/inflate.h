#ifndef ASSAY_PARSE_FILE_INFLATE_H
#define ASSAY_PARSE_FILE_INFLATE_H

#include "base/arena.h"
#include "parse/got.h"

/* Deflated bytes (RFC 1951) to plain ones. An inflater keeps zlib's state and a place to
 * work in, so that ten thousand small streams cost the memory of one. */
struct inflater;

enum inflate_form {
	INFLATE_RAW,  /* RFC 1951 alone: zip */
	INFLATE_ZLIB, /* RFC 1950: PDF */
	INFLATE_GZIP, /* RFC 1952, one member */
};

struct inflater *inflater_create(struct arena *a);

/* At most `max` bytes of what `packed` holds, copied into the arena, or with `keep` false
 * in a place that the next call overwrites. GOT_ALL: to its proper end; GOT_SOME: broken
 * or cut, with what could be read; GOT_LIMIT: there is more; GOT_NONE: nothing came out.
 * `*used_r` (may be NULL): bytes of `packed` that were consumed. */
struct span inflate_all(struct inflater *z, enum inflate_form form, struct span packed,
	size_t max, bool keep, enum got *got_r, size_t *used_r);

#endif
