#ifndef ASSAY_PARSE_FILE_FOLDER_H
#define ASSAY_PARSE_FILE_FOLDER_H

#include <stdint.h>

#include "base/text.h"
#include "parse/got.h"

/* A folder as one run of bytes, as the front hands it to a worker that has no files:
 * "assay-folder 1\n", then for each entry
 *
 *	u8 kind  u32 mode  i64 date  u64 size  u32 n, path with '/'  u64 n, bytes
 *
 * A file that was left out by a limit has fewer bytes than its size. */

enum folder_kind {
	FOLDER_FILE,
	FOLDER_FOLDER,
	FOLDER_SYMLINK,
	FOLDER_LEFT_OUT,
	FOLDER_KINDS
};

struct folder_entry {
	enum folder_kind kind; /* LEFT_OUT: a tree that was not read, its name is there */
	uint32_t mode;
	int64_t date_s;
	uint64_t size;
	struct span path, bytes; /* a symlink's bytes are its target */
};

/* Of an entry's head beside its path. */
enum { FOLDER_HEAD_BYTES = 1 + 4 + 8 + 8 + 4 + 8 };

void folder_begin(struct text *t);
/* The entry without its bytes, which follow it in the stream. */
void folder_entry_head(struct text *t, const struct folder_entry *e);

bool folder_taste(struct span bytes);
/* The place behind the first line; then entry by entry. False at the end; `*got_r` tells
 * whether it was reached properly. */
struct span folder_entries(struct span bytes);
bool folder_next(struct span *rest, struct folder_entry *entry_r, enum got *got_r);

#endif
