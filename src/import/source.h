#ifndef ASSAY_IMPORT_SOURCE_H
#define ASSAY_IMPORT_SOURCE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/* Bytes to import, in order: a file (mapped), or standard input, or either of them packed by
 * gzip, bzip2, xz, zstd or lz4, which is known by its first bytes and undone on the way. */
struct source;

enum {
	SOURCE_BLOCK = 4 << 20,	     /* what source_peek() mostly gives */
	SOURCE_WANT_MAX = 256 << 20, /* most that may be wanted at once: a large block */
	SOURCE_LINE_MAX = 64 << 20,  /* a block of Bitcoin as one line of JSON */
};

/* Takes `fd` over. `name` is for sentences, and lives as long as the source. */
int source_open(int fd, const char *name, struct source **source_r, struct err *err_r);
void source_close(struct source **source);

/* At least `want` bytes from the current place, or all that are left; empty at the end. They
 * live until the next call. -EBADMSG: packed, and damaged. */
int source_peek(struct source *s, size_t want, struct span *bytes_r, struct err *err_r);
/* Moves on by `n` of the bytes that were given. */
void source_take(struct source *s, size_t n);
/* Moves on to that place, counted in unpacked bytes from the start. */
int source_skip_to(struct source *s, uint64_t place, struct err *err_r);
/* Whole lines, as many as a block holds, with the end of the last one; the last of all may
 * lack it. Moves on behind them. -EMSGSIZE: a line is longer than allowed. */
int source_lines(struct source *s, struct span *lines_r, struct err *err_r);

/* True where what was given lives as long as the source, and not until the next call. */
bool source_stays(const struct source *s);
const char *source_name(const struct source *s);
/* Unpacked bytes that were taken. */
uint64_t source_place(const struct source *s);
/* Bytes of the file that were read, and how many it has; 0 where that is not known. */
void source_progress(const struct source *s, uint64_t *read_r, uint64_t *size_r);
/* Knows the same content again: of the size, if there is one, and of the first bytes. */
int source_digest(struct source *s, uint64_t *digest_r, struct err *err_r);

#endif
