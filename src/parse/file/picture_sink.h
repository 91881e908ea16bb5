#ifndef ASSAY_PARSE_FILE_PICTURE_SINK_H
#define ASSAY_PARSE_FILE_PICTURE_SINK_H

#include <stdint.h>

#include "parse/file/picture.h"

/* Where the decoders of pictures put their rows: the sink makes them smaller. For
 * parse/file/picture*.c alone. */

/* A picture shrunk to fewer dots tells nothing more of a code that fills it: the smallest
 * codes in use are 29 wide with their edge, and each module wants three dots each way. */
enum { SIDE_MAX = 30000, SHRUNK_MIN = 100 * 100 };

struct sink {
	struct picture_room *room;
	const struct picture_limits *limits;
	unsigned width, height; /* of the source */
	unsigned scale, out_width, out_height;
	unsigned char *gray;
	uint32_t *sums;
};

/* GOT_ALL, GOT_NONE for no size, GOT_LIMIT. */
enum got sink_start(struct sink *s, uint64_t width, uint64_t height);
/* Rows from top to bottom. */
void sink_row(struct sink *s, unsigned y, const unsigned char *gray);
/* One dot, in any order: of the dots that become one the first is taken. */
void sink_dot(struct sink *s, unsigned x, unsigned y, unsigned char gray);

/* `n` bytes that are kept until the next picture: two rows and what a format needs. */
enum picture_buffer { BUFFER_ROW, BUFFER_PREVIOUS, BUFFER_GRAY, BUFFER_TABLE, BUFFERS };
unsigned char *picture_buffer(
	struct picture_room *r, enum picture_buffer which, size_t n);
struct picture_inflater *picture_inflater(struct picture_room *r);

static inline unsigned char gray_of(unsigned r, unsigned g, unsigned b)
{
	return (unsigned char)((r * 77 + g * 150 + b * 29) >> 8);
}

/* On white. */
static inline unsigned char gray_through(unsigned gray, unsigned alpha)
{
	return (unsigned char)((gray * alpha + 255 * (255 - alpha)) / 255);
}

/* zlib over several pieces of bytes, its memory of the arena; parse/file/picture_png.c. */
struct picture_inflater *picture_inflater_create(struct arena *a);

enum got picture_png(struct sink *s, struct span bytes);
enum got picture_gif(struct sink *s, struct span bytes);
enum got picture_bmp(struct sink *s, struct span bytes);
enum got picture_jpeg(struct sink *s, struct span bytes);
enum got picture_webp(struct sink *s, struct span bytes);
bool picture_jpeg_size(struct span bytes, uint64_t *width_r, uint64_t *height_r);
bool picture_webp_size(struct span bytes, uint64_t *width_r, uint64_t *height_r);

#endif
