#ifndef ASSAY_PARSE_FILE_QR_H
#define ASSAY_PARSE_FILE_QR_H

#include "base/arena.h"
#include "parse/file/picture.h"

/* QR codes (ISO/IEC 18004, model 2, versions 1 to 40) in a picture. */

enum { QR_SIDE_MAX = 177, QR_BYTES_MAX = 3706 };

/* The dots of one code, 1: dark, row by row, side * side of them. */
struct qr_dots {
	unsigned side;
	unsigned char dots[QR_SIDE_MAX * QR_SIDE_MAX];
};

/* The text that the dots spell. GOT_ALL; GOT_SOME: it is a code, and damaged beyond what its
 * spare bytes mend; GOT_NONE: no code. */
enum got qr_decode(struct arena *a, const struct qr_dots *dots, struct span *text_r);

struct qr_found {
	struct span *texts; /* in the arena */
	size_t count;
	size_t unread; /* codes that were seen and could not be read */
};

/* A place to work in, for one picture after the other. */
struct qr_room;
struct qr_room *qr_room_create(struct arena *a);

/* At most `max` codes of `picture`; texts into `a`. */
void qr_find(struct qr_room *room, struct arena *a, const struct picture *picture,
	size_t max, struct qr_found *found_r);

#endif
