#ifndef ASSAY_PARSE_FILE_OLE_H
#define ASSAY_PARSE_FILE_OLE_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

/* A compound file (MS-CFB): storages and streams, as folders and files within a file. */

enum ole_kind { OLE_STORAGE, OLE_STREAM, OLE_ROOT };

struct ole_entry {
	struct span name; /* UTF-8; may hold control characters: "\1CompObj" */
	struct span path; /* from the root, joined by '/'; cut at some length */
	enum ole_kind kind;
	unsigned char clsid[16]; /* as it stands: the first three fields little-endian */
	uint64_t size;		 /* as told */
	uint32_t start;
	const struct ole_entry *parent; /* NULL for what lies in the root */
};

struct ole {
	struct arena *arena;
	struct span bytes;
	unsigned sector_shift, mini_shift;
	uint64_t mini_below; /* streams shorter than this lie in the mini stream */
	uint32_t *fat, *mini_fat;
	size_t fat_count, mini_fat_count;
	struct span mini;
	unsigned char clsid[16];   /* the root's */
	struct ole_entry *entries; /* in the order of the tree, the root left out */
	size_t count;
};

/* Reads the tables and the tree; at most `entries_max` of it (then GOT_LIMIT). Spans point
 * into `bytes` or the arena. */
enum got ole_open(
	struct arena *a, struct span bytes, size_t entries_max, struct ole *ole_r);

/* At most `max` bytes of a stream: those of the file themselves where they lie in one
 * piece, else a copy. GOT_SOME: its chain breaks or ends before its size; GOT_LIMIT: `max`
 * was less than its size. Empty for a storage. */
struct span ole_read(
	const struct ole *ole, const struct ole_entry *e, size_t max, enum got *got_r);

/* The entry called `name`, letters of ASCII in any case, within `parent` (NULL: the root);
 * NULL when there is none. */
const struct ole_entry *ole_find(
	const struct ole *ole, const struct ole_entry *parent, struct span name);

/* Little-endian numbers at `at`; 0 where the bytes end before. */
uint16_t le16(struct span s, size_t at);
uint32_t le32(struct span s, size_t at);
uint64_t le64(struct span s, size_t at);
/* UTF-16LE as UTF-8, in the arena; ends at a NUL. */
struct span utf16le_text(struct arena *a, struct span s);

#endif
