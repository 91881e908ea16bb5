/* Pictures to shades of gray: which form it is, its size before anything is decoded, and
 * the sink that makes rows smaller as they come. Bare samples, as PDF has them (ISO 32000-2
 * section 8.9), are read here; the forms each have a file of their own.
 *
 * Left out: TIFF, JPEG 2000, JBIG2, CCITT, HEIC and AVIF. */
#include "parse/file/picture.h"

#include "parse/file/number.h"
#include "parse/file/picture_sink.h"

struct picture_room {
	struct arena *arena;
	unsigned char *gray;
	uint32_t *sums;
	size_t gray_n, sums_n;
	unsigned char *buffers[BUFFERS];
	size_t buffer_n[BUFFERS];
	struct picture_inflater *inflater;
};

struct picture_room *picture_room_create(struct arena *a)
{
	struct picture_room *r = arena_new(a, struct picture_room);
	r->arena = a;
	return r;
}

/* Doubled, for the arena gives nothing back. */
static size_t wider(size_t have, size_t want)
{
	have = have ? have : 4096;
	while (have < want)
		have *= 2;
	return have;
}

unsigned char *picture_buffer(struct picture_room *r, enum picture_buffer which, size_t n)
{
	if (r->buffer_n[which] < n) {
		r->buffer_n[which] = wider(r->buffer_n[which], n);
		r->buffers[which] = arena_alloc(r->arena, r->buffer_n[which]);
	}
	memset(r->buffers[which], 0, n);
	return r->buffers[which];
}

struct picture_inflater *picture_inflater(struct picture_room *r)
{
	if (!r->inflater)
		r->inflater = picture_inflater_create(r->arena);
	return r->inflater;
}

/* --- the sink --- */

enum got sink_start(struct sink *s, uint64_t width, uint64_t height)
{
	struct picture_room *r = s->room;
	if (!width || !height)
		return GOT_NONE;
	if (width > SIDE_MAX || height > SIDE_MAX ||
		width * height > s->limits->pixels_max)
		return GOT_LIMIT;
	s->width = (unsigned)width;
	s->height = (unsigned)height;
	s->scale = 1;
	while ((width / s->scale) * (height / s->scale) > s->limits->gray_max)
		s->scale++;
	s->out_width = s->width / s->scale ? s->width / s->scale : 1;
	s->out_height = s->height / s->scale ? s->height / s->scale : 1;
	if (s->scale > 1 && (uint64_t)s->out_width * s->out_height < SHRUNK_MIN)
		return GOT_LIMIT;
	size_t n = (size_t)s->out_width * s->out_height;
	if (r->gray_n < n) {
		r->gray_n = wider(r->gray_n, n);
		r->gray = arena_alloc(r->arena, r->gray_n);
	}
	if (r->sums_n < s->out_width) {
		r->sums_n = wider(r->sums_n, s->out_width);
		r->sums = arena_array(r->arena, r->sums_n, sizeof(*r->sums));
	}
	s->gray = r->gray;
	s->sums = r->sums;
	memset(s->gray, 0xFF, n);
	return GOT_ALL;
}

static void add_scaled(struct sink *s, unsigned y, const unsigned char *gray)
{
	unsigned scale = s->scale;
	if (y % scale == 0)
		memset(s->sums, 0, s->out_width * sizeof(*s->sums));
	for (unsigned x = 0, at = 0; x < s->out_width; x++) {
		unsigned end = at + scale < s->width ? at + scale : s->width, sum = 0;
		for (; at < end; at++)
			sum += gray[at];
		s->sums[x] += sum;
	}
	if (y % scale != scale - 1)
		return;
	unsigned char *out = s->gray + (size_t)(y / scale) * s->out_width;
	for (unsigned x = 0; x < s->out_width; x++) {
		unsigned mean = s->sums[x] / (scale * scale);
		out[x] = (unsigned char)(mean < 255 ? mean : 255);
	}
}

void sink_row(struct sink *s, unsigned y, const unsigned char *gray)
{
	if (y / s->scale >= s->out_height)
		return;
	if (s->scale == 1)
		memcpy(s->gray + (size_t)y * s->out_width, gray, s->out_width);
	else
		add_scaled(s, y, gray);
}

void sink_dot(struct sink *s, unsigned x, unsigned y, unsigned char gray)
{
	if (x % s->scale || y % s->scale || x / s->scale >= s->out_width ||
		y / s->scale >= s->out_height)
		return;
	s->gray[(size_t)(y / s->scale) * s->out_width + x / s->scale] = gray;
}

/* --- forms --- */

static bool is_webp(struct span b)
{
	return b.n > 12 && span_starts_with(b, SPAN("RIFF")) &&
	       span_starts_with(span_skip(b, 8), SPAN("WEBP"));
}

static uint32_t big(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint32_t little(const unsigned char *p)
{
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

bool picture_size(struct span b, uint64_t *width_r, uint64_t *height_r)
{
	if (span_starts_with(b, SPAN("\x89PNG")) && b.n >= 24) {
		*width_r = big(b.p + 16);
		*height_r = big(b.p + 20);
	} else if (span_starts_with(b, SPAN("GIF8")) && b.n >= 10) {
		*width_r = (uint64_t)(b.p[7] << 8 | b.p[6]);
		*height_r = (uint64_t)(b.p[9] << 8 | b.p[8]);
	} else if (span_starts_with(b, SPAN("BM")) && b.n >= 26) {
		int64_t height = (int32_t)little(b.p + 22);
		bool is_old = little(b.p + 14) == 12;
		*width_r = is_old ? (uint64_t)(b.p[19] << 8 | b.p[18]) : little(b.p + 18);
		*height_r = is_old	 ? (uint64_t)(b.p[21] << 8 | b.p[20])
			    : height < 0 ? (uint64_t)-height
					 : (uint64_t)height;
	} else if (span_starts_with(b, SPAN("\xFF\xD8"))) {
		return picture_jpeg_size(b, width_r, height_r);
	} else {
		return is_webp(b) && picture_webp_size(b, width_r, height_r);
	}
	return true;
}

static enum got decode(struct sink *s, struct span b)
{
	if (span_starts_with(b, SPAN("\x89PNG")))
		return picture_png(s, b);
	if (span_starts_with(b, SPAN("GIF8")))
		return picture_gif(s, b);
	if (span_starts_with(b, SPAN("BM")))
		return picture_bmp(s, b);
	if (span_starts_with(b, SPAN("\xFF\xD8")))
		return picture_jpeg(s, b);
	return is_webp(b) ? picture_webp(s, b) : GOT_NONE;
}

static enum got finish(const struct sink *s, enum got got, struct picture *picture_r)
{
	*picture_r = (struct picture){ 0 };
	if (got == GOT_ALL || got == GOT_SOME)
		*picture_r = (struct picture){ s->out_width, s->out_height, s->gray,
			s->scale };
	return s->gray || got == GOT_LIMIT ? got : GOT_NONE;
}

enum got picture_read(struct picture_room *room, struct span bytes,
	const struct picture_limits *limits, struct picture *picture_r)
{
	struct sink s = { .room = room, .limits = limits };
	enum got got = decode(&s, bytes);
	return finish(&s, got, picture_r);
}

/* --- bare samples --- */

static unsigned sample(const unsigned char *row, uint64_t i, unsigned bits)
{
	if (bits == 8)
		return row[i];
	unsigned shift = 8 - bits - (unsigned)(i * bits % 8), most = (1u << bits) - 1;
	return row[i * bits / 8] >> shift & most;
}

static unsigned char gray_at(
	const struct picture_samples *p, const unsigned char *row, unsigned x)
{
	unsigned most = (1u << p->bits) - 1, v[4];
	for (unsigned i = 0; i < p->colours; i++)
		v[i] = sample(row, (uint64_t)x * p->colours + i, p->bits);
	if (p->palette.n) {
		const unsigned char *c = p->palette.p + v[0] * 3;
		return v[0] * 3 + 3 <= p->palette.n ? gray_of(c[0], c[1], c[2]) : 0;
	}
	for (unsigned i = 0; i < p->colours; i++)
		v[i] = v[i] * 255 / most;
	if (p->colours == 1)
		return (unsigned char)v[0];
	if (p->colours == 3)
		return gray_of(v[0], v[1], v[2]);
	unsigned light = 255 - v[3];
	return gray_of((255 - v[0]) * light / 255, (255 - v[1]) * light / 255,
		(255 - v[2]) * light / 255);
}

static void gray_line(
	const struct picture_samples *p, const unsigned char *row, unsigned char *gray)
{
	unsigned n = (unsigned)p->width;
	bool bytes = p->bits == 8 && !p->palette.n;
	if (bytes && p->colours == 1)
		memcpy(gray, row, n);
	else if (bytes && p->colours == 3)
		for (unsigned x = 0; x < n; x++, row += 3)
			gray[x] = gray_of(row[0], row[1], row[2]);
	else
		for (unsigned x = 0; x < n; x++)
			gray[x] = gray_at(p, row, x);
	for (unsigned x = 0; p->inverse && x < n; x++)
		gray[x] = (unsigned char)(255 - gray[x]);
}

enum got picture_of_samples(struct picture_room *room, const struct picture_samples *p,
	const struct picture_limits *limits, struct picture *picture_r)
{
	struct sink s = { .room = room, .limits = limits };
	enum got got = GOT_NONE;
	bool known = (p->bits == 1 || p->bits == 2 || p->bits == 4 || p->bits == 8) &&
		     (p->colours == 1 || p->colours == 3 || p->colours == 4);
	if (known)
		got = sink_start(&s, p->width, p->height);
	if (got != GOT_ALL)
		return finish(&s, got, picture_r);
	unsigned char *gray = picture_buffer(room, BUFFER_GRAY, s.width);
	size_t row_n = (size_t)(p->width * p->colours * p->bits + 7) / 8;
	for (unsigned y = 0; y < s.height; y++) {
		struct span row = span_take(span_skip(p->bytes, y * row_n), row_n);
		if (row.n < row_n)
			return finish(&s, y ? GOT_SOME : GOT_NONE, picture_r);
		gray_line(p, row.p, gray);
		sink_row(&s, y, gray);
	}
	return finish(&s, GOT_ALL, picture_r);
}

/* --- BMP --- */

struct bmp {
	unsigned bits, palette_n, palette_step;
	bool from_top;
	const unsigned char *palette;
};

static unsigned char bmp_gray(const struct bmp *b, const unsigned char *row, unsigned x)
{
	if (b->bits == 16) {
		unsigned v = (unsigned)(row[x * 2 + 1] << 8 | row[x * 2]);
		return gray_of((v >> 10 & 31) * 8, (v >> 5 & 31) * 8, (v & 31) * 8);
	}
	const unsigned char *c = row + (size_t)x * (b->bits / 8);
	if (b->bits <= 8) {
		unsigned i = sample(row, x, b->bits);
		if (i >= b->palette_n)
			return 0;
		c = b->palette + (size_t)i * b->palette_step;
	}
	return gray_of(c[2], c[1], c[0]);
}

static enum got bmp_rows(struct sink *s, const struct bmp *b, struct span bytes)
{
	size_t row_n = ((size_t)s->width * b->bits + 31) / 32 * 4;
	unsigned char *gray = picture_buffer(s->room, BUFFER_GRAY, s->width);
	for (unsigned y = 0; y < s->height; y++) {
		unsigned at = b->from_top ? y : s->height - 1 - y;
		struct span row = span_take(span_skip(bytes, at * row_n), row_n);
		if (row.n < row_n && b->from_top)
			return GOT_SOME;
		for (unsigned x = 0; x < s->width; x++)
			gray[x] = row.n < row_n ? 255 : bmp_gray(b, row.p, x);
		sink_row(s, y, gray);
	}
	return bytes.n < row_n * s->height ? GOT_SOME : GOT_ALL;
}

enum got picture_bmp(struct sink *s, struct span bytes)
{
	uint64_t width, height;
	struct bmp b = { 0 };
	if (bytes.n < 26 || !picture_size(bytes, &width, &height))
		return GOT_NONE;
	uint32_t start = little(bytes.p + 10), head = little(bytes.p + 14);
	bool is_old = head == 12;
	if (!is_old && (head < 40 || bytes.n < 54))
		return GOT_NONE;
	b.bits = (unsigned)(is_old ? bytes.p[24] : bytes.p[28]);
	uint32_t packing = is_old ? 0 : little(bytes.p + 30);
	if ((packing != 0 && packing != 3) ||
		(b.bits != 1 && b.bits != 4 && b.bits != 8 && b.bits != 16 &&
			b.bits != 24 && b.bits != 32))
		return GOT_NONE;
	b.from_top = !is_old && bytes.p[25] & 0x80;
	struct span palette = span_skip(bytes, 14 + (size_t)head);
	b.palette = palette.p;
	b.palette_step = is_old ? 3 : 4;
	b.palette_n =
		(unsigned)(palette.n / b.palette_step < 256 ? palette.n / b.palette_step
							    : 256);
	enum got got = sink_start(s, width, height);
	return got == GOT_ALL ? bmp_rows(s, &b, span_skip(bytes, start)) : got;
}
