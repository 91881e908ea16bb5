#ifndef ASSAY_PARSE_FILE_STREAM_H
#define ASSAY_PARSE_FILE_STREAM_H

#include "base/arena.h"
#include "parse/got.h"

/* Files in which one other file is packed: bzip2, xz, lzma, lzip, zstd, lz4 and compress.
 * Several streams behind one another belong together, as their own programs hold it. */
enum stream_form {
	STREAM_BZIP2,
	STREAM_XZ,
	STREAM_LZMA,
	STREAM_LZIP,
	STREAM_ZSTD,
	STREAM_LZ4,
	STREAM_COMPRESS,
	STREAM_FORMS
};

struct stream {
	struct span content; /* in the arena; what could be read of it */
	struct span behind;  /* bytes behind the last stream that are none */
};

/* At most `max` bytes of content, with at most `window_max` bytes of memory for what the
 * packing looks back on. GOT_LIMIT: one of the two was not enough; GOT_SOME: damaged or cut
 * off; GOT_NONE: packed in a way that is not read. */
enum got stream_unpack(struct arena *a, enum stream_form form, struct span bytes,
	size_t max, size_t window_max, struct stream *stream_r);

#endif
