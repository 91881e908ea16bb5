#ifndef ASSAY_PARSE_FILE_GZIP_H
#define ASSAY_PARSE_FILE_GZIP_H

#include <stdint.h>

#include "base/span.h"
#include "parse/got.h"

/* gzip files (RFC 1952): one member, or several whose contents belong together. */

struct gzip {
	struct span name; /* of the first member, or empty */
	uint64_t size;	  /* unpacked: counted, never as told; at most `max` */
	unsigned members;
	struct span behind; /* what follows the last member */
};

/* Counts without keeping. GOT_LIMIT: more than `max`; GOT_SOME: damaged or cut off; GOT_NONE: no
 * gzip file. */
enum got gzip_measure(struct span bytes, uint64_t max, struct gzip *gzip_r);
/* Fills `room` as far as it goes; the sums are checked. */
enum got gzip_unpack(struct span bytes, unsigned char *room, size_t room_n, size_t *n_r);

#endif
