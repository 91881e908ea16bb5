#ifndef ASSAY_PARSE_FILE_ZIP_H
#define ASSAY_PARSE_FILE_ZIP_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

/* A zip archive (APPNOTE.TXT 6.3.10) as its two lists of contents tell it: the central
 * directory at the end, which programs show, and the local headers before each member,
 * which some programs unpack by. Where the two differ, somebody lies. */

enum zip_oddity {
	ZIP_NAMES_DIFFER =
		1 << 0, /* local header and directory name a member otherwise */
	ZIP_HIDDEN_ENTRY = 1 << 1, /* a local header that the directory does not list */
	ZIP_CONCATENATED = 1 << 2, /* a second archive stands in the same file */
	ZIP_OVERLAP = 1 << 3,	   /* two members share their bytes */
	ZIP_BEFORE = 1 << 4,	   /* bytes before the first member */
	ZIP_AFTER = 1 << 5,	   /* bytes behind the end */
	ZIP_NO_DIRECTORY = 1 << 6, /* there is none: the local headers were followed */
	ZIP_BROKEN = 1 << 7,	   /* a header that makes no sense */
};

struct zip_entry {
	struct span name; /* as the directory writes it, in UTF-8 where it has that too */
	struct span
		local_name; /* as the local header does; empty where it cannot be read */
	struct span unicode_name; /* the name in UTF-8 beside the other one, or empty */
	struct span packed;
	uint64_t size;		/* unpacked, as told */
	uint64_t offset;	/* of the local header */
	int64_t date_s;		/* MS-DOS date and time, taken as UTC; 0: none */
	uint32_t crc, external; /* attributes as the directory tells */
	uint16_t method, flags; /* 0 stored, 8 deflated; bit 0: encrypted */
	uint16_t time;		/* as written */
	uint8_t host;		/* of the attributes: 0 DOS, 3 Unix */
	uint8_t aes; /* key strength 1 to 3 with method 99 (WinZip AES); `method` is
				   then that of the content */
	bool is_folder;
	bool hidden_entry; /* not in the directory */
	unsigned oddities;
};

struct zip {
	struct span bytes;
	struct zip_entry *entries; /* in the order of the directory, hidden ones behind */
	size_t count;
	unsigned oddities; /* of all */
	size_t start;	   /* of the first member */
	size_t end;	   /* behind the end record */
};

/* GOT_LIMIT: more than `entries_max` members; GOT_SOME: parts make no sense; GOT_NONE: no
 * member was found. */
enum got zip_read(
	struct arena *a, struct span bytes, size_t entries_max, struct zip *zip_r);

/* The archive that lies in a file of another kind, as programs find it that look from the end:
 * a directory in which each member's header is where it says; empty without one. Offsets may
 * be told from the file's begin: then the span begins there too. */
struct span zip_within(struct span bytes);

/* The entry of that name, or NULL. */
const struct zip_entry *zip_find(const struct zip *zip, struct span name);

static inline bool zip_is_encrypted(const struct zip_entry *e)
{
	return e->flags & 1;
}

/* Unpacks stored or deflated bytes into `room` of `room_n` bytes. GOT_ALL: all of them, and
 * their CRC is `crc` (WinZip AES has none: `has_crc` false); GOT_LIMIT: more than the room;
 * GOT_SOME: damaged, `*n_r` are there; GOT_NONE: a method that is not read. */
enum got zip_unpack(struct span packed, unsigned method, uint32_t crc, bool has_crc,
	unsigned char *room, size_t room_n, size_t *n_r);

#endif
