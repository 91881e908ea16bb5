#ifndef ASSAY_PARSE_FILE_ACTIVEMIME_H
#define ASSAY_PARSE_FILE_ACTIVEMIME_H

#include "base/arena.h"
#include "parse/got.h"

struct activemime {
	struct span packed; /* the zlib stream and what stands behind it */
	struct span content;
};

/* At most `max` bytes of content, in the arena. GOT_SOME: the stream breaks off; GOT_LIMIT:
 * there is more; GOT_NONE: no stream is found. */
enum got activemime_read(
	struct arena *a, struct span bytes, size_t max, struct activemime *r);

#endif
