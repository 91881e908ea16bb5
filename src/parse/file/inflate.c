/* Deflated bytes to plain ones, over zlib, whose memory is the arena's. What comes out
 * grows in a place that is used again for the next stream and is copied from there in its
 * true size: no size that a file tells is believed. zlib checks the checksums of its own
 * forms; a wrong one at the very end makes the bytes GOT_SOME, not nothing. */
#include "parse/file/inflate.h"

#include <limits.h>
#include <zlib.h>

#include "base/must.h"

enum { ROOM_FIRST = 64 << 10 };

struct inflater {
	struct arena *arena;
	z_stream stream;
	bool ready;
	unsigned char *room;
	size_t capacity;
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

struct inflater *inflater_create(struct arena *a)
{
	struct inflater *z = arena_new(a, struct inflater);
	z->arena = a;
	return z;
}

static void start(struct inflater *z, enum inflate_form form)
{
	static const int bits[] = { [INFLATE_RAW] = -MAX_WBITS,
		[INFLATE_ZLIB] = MAX_WBITS,
		[INFLATE_GZIP] = 16 + MAX_WBITS };
	if (z->ready) {
		must(inflateReset2(&z->stream, bits[form]) == Z_OK);
		return;
	}
	z->stream.zalloc = take_memory;
	z->stream.zfree = give_memory;
	z->stream.opaque = z->arena;
	must(inflateInit2(&z->stream, bits[form]) == Z_OK);
	z->ready = true;
}

static void widen(struct inflater *z, size_t used, size_t max)
{
	size_t wider = z->capacity ? z->capacity * 2 : ROOM_FIRST;
	if (wider > max && max > z->capacity)
		wider = max;
	unsigned char *room = arena_alloc(z->arena, wider);
	if (used)
		memcpy(room, z->room, used);
	z->room = room;
	z->capacity = wider;
}

/* Feeds and takes in pieces that fit zlib's numbers; gives zlib's last word. */
static int run(struct inflater *z, struct span packed, size_t max, size_t *out_r)
{
	z_stream *s = &z->stream;
	size_t out = 0;
	int said = Z_OK;
	while (said == Z_OK && out < max) {
		if (out == z->capacity)
			widen(z, out, max);
		size_t room = z->capacity < max ? z->capacity - out : max - out;
		unsigned in = packed.n < UINT_MAX ? (unsigned)packed.n : UINT_MAX;
		unsigned give = room < UINT_MAX ? (unsigned)room : UINT_MAX;
		s->next_in = (unsigned char *)packed.p;
		s->avail_in = in;
		s->next_out = z->room + out;
		s->avail_out = give;
		said = inflate(s, Z_NO_FLUSH);
		packed = span_skip(packed, in - s->avail_in);
		out += give - s->avail_out;
		if (said == Z_OK && in == s->avail_in && give == s->avail_out)
			said = Z_BUF_ERROR;
	}
	*out_r = out;
	return said;
}

struct span inflate_all(struct inflater *z, enum inflate_form form, struct span packed,
	size_t max, bool keep, enum got *got_r, size_t *used_r)
{
	size_t n = 0;
	start(z, form);
	int said = run(z, packed, max, &n);
	*got_r = said == Z_STREAM_END ? GOT_ALL
		 : said == Z_OK	      ? GOT_LIMIT
		 : n		      ? GOT_SOME
				      : GOT_NONE;
	if (used_r)
		*used_r = z->stream.total_in;
	if (!n)
		return SPAN("");
	struct span plain = span_of(z->room, n);
	return keep ? arena_copy(z->arena, plain) : plain;
}
