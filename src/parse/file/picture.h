#ifndef ASSAY_PARSE_FILE_PICTURE_H
#define ASSAY_PARSE_FILE_PICTURE_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

/* Pictures as shades of gray, good enough to find marks that machines read. Transparent
 * places are white. Of moving pictures the first one. */

struct picture {
	unsigned width, height;
	const unsigned char *gray; /* 0: black; width * height of them */
	unsigned scale;		   /* so many dots of the picture became one, each way */
};

struct picture_limits {
	uint64_t pixels_max; /* of the picture as it says: more is GOT_LIMIT */
	size_t gray_max;     /* of the result: larger pictures are made smaller */
};

/* A place to work in, for one picture after the other. */
struct picture_room;
struct picture_room *picture_room_create(struct arena *a);

/* The size that the picture tells, without decoding; false: not of a form that is read. */
bool picture_size(struct span bytes, uint64_t *width_r, uint64_t *height_r);

/* PNG, JPEG, GIF, BMP, WebP, by their first bytes. GOT_SOME: broken, with what could be
 * read, the rest white; GOT_NONE: no such picture; GOT_LIMIT: more pixels than may be read, or
 * too few left when made smaller.
 * The result is in the room until the next call. */
enum got picture_read(struct picture_room *room, struct span bytes,
	const struct picture_limits *limits, struct picture *picture_r);

/* The same from bare samples, as a PDF has them: `colours` (1, 3 or 4) samples of `bits`
 * (1, 2, 4, 8) bits for a pixel, rows padded to bytes; `palette` of RGB or empty. */
struct picture_samples {
	uint64_t width, height;
	unsigned bits, colours;
	bool inverse;
	struct span palette, bytes;
};
enum got picture_of_samples(struct picture_room *room,
	const struct picture_samples *samples, const struct picture_limits *limits,
	struct picture *picture_r);

#endif
