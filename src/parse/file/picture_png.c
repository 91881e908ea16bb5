/* PNG (ISO/IEC 15948) to shades of gray: all colour types and depths, palettes, alpha and
 * transparent colours on white, Adam7. Rows are unpacked one by one, over zlib, so that a
 * picture takes two rows of memory and its result. Checksums are not compared: readers
 * differ in that, and what one of them would show is wanted. */
#include <zlib.h>

#include "parse/file/picture_sink.h"

enum { GRAY = 0, RGB = 2, PALETTE = 3, GRAY_ALPHA = 4, RGBA = 6 };

struct picture_inflater {
	struct arena *arena;
	z_stream stream;
	bool ready;
};

static void *take_memory(void *arena, unsigned count, unsigned size)
{
	return arena_array(arena, count, size);
}

static void give_memory(void *arena, void *p)
{
	(void)arena;
	(void)p;
}

struct picture_inflater *picture_inflater_create(struct arena *a)
{
	struct picture_inflater *z = arena_new(a, struct picture_inflater);
	z->arena = a;
	return z;
}

static bool start(struct picture_inflater *z)
{
	if (z->ready)
		return inflateReset(&z->stream) == Z_OK;
	z->stream.zalloc = take_memory;
	z->stream.zfree = give_memory;
	z->stream.opaque = z->arena;
	z->ready = inflateInit(&z->stream) == Z_OK;
	return z->ready;
}

struct png {
	struct sink *sink;
	struct span rest; /* chunks that are not yet read */
	z_stream *z;
	unsigned depth, type, samples;
	bool interlaced;
	unsigned char shades[256]; /* of the palette, on white */
	bool has_clear;
	unsigned clear[3];
	unsigned char *row, *previous, *gray;
};

static uint32_t big(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* The next chunk; its kind and bytes, which the end of the file may cut. */
static bool next_chunk(struct span *rest, struct span *kind, struct span *body)
{
	if (rest->n < 8)
		return false;
	size_t n = big(rest->p);
	*kind = span_take(span_skip(*rest, 4), 4);
	*body = span_take(span_skip(*rest, 8), n);
	*rest = span_skip(*rest, 8 + body->n + 4);
	return true;
}

static void take_palette(struct png *p, struct span body)
{
	for (size_t i = 0; i < 256 && i * 3 + 3 <= body.n; i++)
		p->shades[i] =
			gray_of(body.p[i * 3], body.p[i * 3 + 1], body.p[i * 3 + 2]);
}

static void take_clear(struct png *p, struct span body, unsigned char *alphas)
{
	for (size_t i = 0; i < 256 && i < body.n; i++)
		alphas[i] = body.p[i];
	p->has_clear = body.n >= (p->type == RGB ? 6u : 2u);
	for (size_t i = 0; i < 3 && i * 2 + 2 <= body.n; i++)
		p->clear[i] = (unsigned)(body.p[i * 2] << 8 | body.p[i * 2 + 1]);
}

/* Up to the first bytes of the picture. */
static bool read_head(struct png *p)
{
	struct span kind, body;
	unsigned char alphas[256];
	memset(alphas, 0xFF, sizeof(alphas));
	while (next_chunk(&p->rest, &kind, &body)) {
		if (span_equal(kind, SPAN("PLTE")))
			take_palette(p, body);
		else if (span_equal(kind, SPAN("tRNS")))
			take_clear(p, body, alphas);
		if (!span_equal(kind, SPAN("IDAT")))
			continue;
		p->z->next_in = (unsigned char *)body.p;
		p->z->avail_in = (unsigned)body.n;
		for (size_t i = 0; i < 256; i++)
			p->shades[i] = gray_through(p->shades[i], alphas[i]);
		return true;
	}
	return false;
}

/* `n` bytes of the unpacked stream. */
static bool pull(struct png *p, unsigned char *to, size_t n)
{
	struct span kind, body;
	p->z->next_out = to;
	p->z->avail_out = (unsigned)n;
	while (p->z->avail_out) {
		int got = inflate(p->z, Z_NO_FLUSH);
		if (!p->z->avail_out)
			return true;
		if (got != Z_OK && got != Z_BUF_ERROR)
			return false;
		if (p->z->avail_in)
			continue;
		if (!next_chunk(&p->rest, &kind, &body) ||
			!span_equal(kind, SPAN("IDAT")))
			return false;
		p->z->next_in = (unsigned char *)body.p;
		p->z->avail_in = (unsigned)body.n;
	}
	return true;
}

/* --- filters, section 9 --- */

static unsigned char paeth(int a, int b, int c)
{
	int pa = b - c, pb = a - c, pc = pa + pb;
	pa = pa < 0 ? -pa : pa;
	pb = pb < 0 ? -pb : pb;
	pc = pc < 0 ? -pc : pc;
	return (unsigned char)(pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
}

static void unfilter(unsigned kind, unsigned char *row, const unsigned char *above,
	size_t n, size_t step)
{
	for (size_t i = kind == 2 ? n : 0; i < step && i < n; i++)
		row[i] = (unsigned char)(row[i] + (kind == 3	      ? above[i] / 2
							  : kind == 4 ? above[i]
								      : 0));
	switch (kind) {
	case 1:
		for (size_t i = step; i < n; i++)
			row[i] = (unsigned char)(row[i] + row[i - step]);
		break;
	case 2:
		for (size_t i = 0; i < n; i++)
			row[i] = (unsigned char)(row[i] + above[i]);
		break;
	case 3:
		for (size_t i = step; i < n; i++)
			row[i] = (unsigned char)(row[i] + (row[i - step] + above[i]) / 2);
		break;
	case 4:
		for (size_t i = step; i < n; i++)
			row[i] = (unsigned char)(row[i] + paeth(row[i - step], above[i],
								  above[i - step]));
		break;
	default: break;
	}
}

/* --- colours --- */

static unsigned sample(const struct png *p, size_t i)
{
	if (p->depth == 8)
		return p->row[i];
	if (p->depth == 16)
		return (unsigned)(p->row[i * 2] << 8 | p->row[i * 2 + 1]);
	unsigned shift = 8 - p->depth - (unsigned)(i * p->depth % 8);
	return p->row[i * p->depth / 8] >> shift & ((1u << p->depth) - 1);
}

static unsigned to_eight(const struct png *p, unsigned v)
{
	return p->depth == 16 ? v >> 8 : v * 255 / ((1u << p->depth) - 1);
}

static unsigned char shade_at(const struct png *p, unsigned x)
{
	unsigned v[4] = { 0 }, alpha = 255;
	for (unsigned i = 0; i < p->samples; i++)
		v[i] = sample(p, (size_t)x * p->samples + i);
	if (p->type == PALETTE)
		return p->shades[v[0] & 255];
	if (p->has_clear && v[0] == p->clear[0] &&
		(p->type == GRAY || (v[1] == p->clear[1] && v[2] == p->clear[2])))
		return 255;
	for (unsigned i = 0; i < p->samples; i++)
		v[i] = to_eight(p, v[i]);
	if (p->type == GRAY_ALPHA || p->type == RGBA)
		alpha = v[p->samples - 1];
	return gray_through(p->samples < 3 ? v[0] : gray_of(v[0], v[1], v[2]), alpha);
}

static void shade_row(const struct png *p, unsigned n)
{
	if (p->depth == 8 && p->type == GRAY && !p->has_clear) {
		memcpy(p->gray, p->row, n);
		return;
	}
	if (p->depth == 8 && p->type == PALETTE) {
		for (unsigned x = 0; x < n; x++)
			p->gray[x] = p->shades[p->row[x]];
		return;
	}
	if (p->depth == 8 && p->type == RGB && !p->has_clear) {
		const unsigned char *c = p->row;
		for (unsigned x = 0; x < n; x++, c += 3)
			p->gray[x] = gray_of(c[0], c[1], c[2]);
		return;
	}
	if (p->depth == 8 && p->type == RGBA) {
		const unsigned char *c = p->row;
		for (unsigned x = 0; x < n; x++, c += 4) {
			unsigned char g = gray_of(c[0], c[1], c[2]);
			p->gray[x] = c[3] == 255 ? g : gray_through(g, c[3]);
		}
		return;
	}
	for (unsigned x = 0; x < n; x++)
		p->gray[x] = shade_at(p, x);
}

/* --- rows --- */

static bool read_row(struct png *p, unsigned width)
{
	size_t bits = (size_t)p->samples * p->depth, n = (width * bits + 7) / 8;
	unsigned char kind, *t = p->previous;
	p->previous = p->row;
	p->row = t;
	if (!pull(p, &kind, 1) || !pull(p, p->row, n))
		return false;
	unfilter(kind, p->row, p->previous, n, bits < 8 ? 1 : bits / 8);
	shade_row(p, width);
	return true;
}

static enum got read_plain(struct png *p)
{
	struct sink *s = p->sink;
	for (unsigned y = 0; y < s->height; y++) {
		if (!read_row(p, s->width))
			return GOT_SOME;
		sink_row(s, y, p->gray);
	}
	return GOT_ALL;
}

static enum got read_adam7(struct png *p, size_t row_n)
{
	static const unsigned char at_x[] = { 0, 4, 0, 2, 0, 1, 0 },
				   at_y[] = { 0, 0, 4, 0, 2, 0, 1 },
				   step_x[] = { 8, 8, 4, 4, 2, 2, 1 },
				   step_y[] = { 8, 8, 8, 4, 4, 2, 2 };
	struct sink *s = p->sink;
	for (unsigned i = 0; i < 7; i++) {
		if (s->width <= at_x[i])
			continue;
		unsigned width = (s->width - at_x[i] + step_x[i] - 1) / step_x[i];
		memset(p->row, 0, row_n);
		for (unsigned y = at_y[i]; y < s->height; y += step_y[i]) {
			if (!read_row(p, width))
				return GOT_SOME;
			for (unsigned x = 0; x < width; x++)
				sink_dot(s, at_x[i] + x * step_x[i], y, p->gray[x]);
		}
	}
	return GOT_ALL;
}

static bool is_known(const struct png *p)
{
	switch (p->type) {
	case GRAY:
		return p->depth == 1 || p->depth == 2 || p->depth == 4 || p->depth == 8 ||
		       p->depth == 16;
	case PALETTE:
		return p->depth == 1 || p->depth == 2 || p->depth == 4 || p->depth == 8;
	case RGB:
	case GRAY_ALPHA:
	case RGBA: return p->depth == 8 || p->depth == 16;
	default: return false;
	}
}

enum got picture_png(struct sink *s, struct span bytes)
{
	static const unsigned char samples[] = { 1, 0, 3, 1, 2, 0, 4 };
	struct picture_inflater *z = picture_inflater(s->room);
	struct png p = { .sink = s, .z = &z->stream };
	if (bytes.n < 33)
		return GOT_NONE;
	p.depth = bytes.p[24];
	p.type = bytes.p[25];
	p.interlaced = bytes.p[28] == 1;
	p.rest = span_skip(bytes, 33);
	if (!is_known(&p) || !start(z))
		return GOT_NONE;
	p.samples = samples[p.type];
	enum got got = sink_start(s, big(bytes.p + 16), big(bytes.p + 20));
	if (got != GOT_ALL)
		return got;
	size_t row_n = ((size_t)s->width * p.samples * p.depth + 7) / 8;
	p.row = picture_buffer(s->room, BUFFER_ROW, row_n);
	p.previous = picture_buffer(s->room, BUFFER_PREVIOUS, row_n);
	p.gray = picture_buffer(s->room, BUFFER_GRAY, s->width);
	if (!read_head(&p))
		return GOT_SOME;
	return p.interlaced ? read_adam7(&p, row_n) : read_plain(&p);
}
