#ifndef ASSAY_PARSE_FILE_ARCHIVE_H
#define ASSAY_PARSE_FILE_ARCHIVE_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

/* Archives whose packing is somebody else's work: read by libarchive, one format at a time,
 * member by member in the order of the file. Names and bytes that are handed out are copies
 * in the arena. */

enum archive_form {
	ARCHIVE_7Z,
	ARCHIVE_RAR,
	ARCHIVE_ISO,
	ARCHIVE_LHA,
	ARCHIVE_CPIO,	/* in any packing of ARCHIVE_PACKED too */
	ARCHIVE_PACKED, /* one file in bzip2, xz, lzma, lzip, zstd or compress */
	ARCHIVE_FORMS
};

struct archive_member {
	struct span name;   /* UTF-8 as far as the archive's own encoding is known */
	struct span target; /* of a link */
	uint64_t size;	    /* unpacked, as told; 0 when it is not told */
	int64_t date_s;
	uint32_t mode; /* Unix; 0: not told */
	bool is_folder, is_symlink, is_link;
	bool sealed; /* encrypted: there are no bytes to be had */
};

struct archive_reader;

/* Who gives room for what is unpacked: up to `wanted` bytes more. What was not used is given
 * back. */
struct archive_room {
	size_t (*ask)(void *object, size_t wanted);
	void (*give_back)(void *object, size_t unused);
	void *object;
};

/* Never NULL; ended by archive_end() or with the arena. */
struct archive_reader *archive_begin(
	struct arena *a, struct span bytes, enum archive_form form);
/* False behind the last; then `*got_r` says whether the end was reached properly, and
 * archive_is_sealed() whether a lock on the list itself was in the way. */
bool archive_next_member(
	struct archive_reader *r, struct archive_member *member_r, enum got *got_r);
/* Of the member that was named last. GOT_LIMIT: the room ended first; GOT_SOME: damaged;
 * GOT_NONE: packed in a way that is not read. What there is, is in `*bytes_r`. */
enum got archive_member_bytes(
	struct archive_reader *r, const struct archive_room *room, struct span *bytes_r);
/* Whether a lock kept the list from being read; the bytes of the member that was read last. */
bool archive_is_sealed(const struct archive_reader *r);
bool archive_member_is_sealed(const struct archive_reader *r);
void archive_end(struct archive_reader *r);

/* What the library asks of the system once: before the locks. */
void archive_warm_up(void);

#endif
