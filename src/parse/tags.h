#ifndef ASSAY_PARSE_TAGS_H
#define ASSAY_PARSE_TAGS_H

#include "base/arena.h"
#include "parse/got.h"

/* The tag=value lists of RFC 6376 section 3.2, which DKIM, ARC and DMARC share. */
struct tag {
	struct span name;  /* as written */
	struct span value; /* white space at its ends dropped, folds inside kept */
};

struct tags {
	struct tag *list;
	size_t count;
	bool duplicate; /* a name stands twice: the list is void (RFC 6376 section 3.2) */
};

/* GOT_NONE when it is no tag list at all, GOT_SOME when a part of it is none. */
enum got tags_parse(struct arena *a, struct span s, struct tags *tags_r);
/* The value of the tag (names are case-sensitive), NULL pointer when absent. */
struct span tags_get(const struct tags *t, const char *name);
/* The value without any white space inside: a copy only where there is some. */
struct span tags_squeeze(struct arena *a, struct span value);

#endif
