/* gzip files (RFC 1952) by zlib, which checks sum and length of every member. They are
 * unpacked twice: counted first, so that memory is asked for once and by what is there. Zeros
 * behind the last member are padding of tapes; anything else there is handed out. */
#include "parse/file/gzip.h"

#include <zlib.h>

enum { MEMBERS_MAX = 10000, FLAG_EXTRA = 4, FLAG_NAME = 8, HEADER_BYTES = 10 };

static struct span name_of(struct span s)
{
	struct span rest = span_skip(s, HEADER_BYTES);
	if (s.n < HEADER_BYTES || !(s.p[3] & FLAG_NAME))
		return SPAN("");
	if (s.p[3] & FLAG_EXTRA && rest.n >= 2)
		rest = span_skip(rest, 2u + rest.p[0] + 256u * rest.p[1]);
	size_t end = span_find_byte(rest, 0);
	return end == SPAN_NONE ? SPAN("") : span_take(rest, end);
}

static bool begins(struct span s)
{
	return span_starts_with(s, SPAN("\x1F\x8B\x08"));
}

/* Into `room`, or, where that is NULL, over and over into a scratch. */
static enum got run(z_stream *z, unsigned char *room, uint64_t max, uint64_t *n)
{
	unsigned char scratch[32 << 10];
	for (;;) {
		uint64_t left = max - *n;
		size_t piece = left < sizeof(scratch) ? (size_t)left : sizeof(scratch);
		unsigned char end[1];
		z->next_out = piece == 0 ? end : room ? room + *n : scratch;
		z->avail_out = piece == 0 ? 1 : (uInt)piece;
		uInt before = z->avail_out;
		int r = inflate(z, Z_NO_FLUSH);
		uInt made = before - z->avail_out;
		if (piece == 0 && made)
			return GOT_LIMIT;
		*n += made;
		if (r == Z_STREAM_END)
			return GOT_ALL;
		if (r != Z_OK)
			return GOT_SOME;
	}
}

static enum got walk(
	struct span bytes, unsigned char *room, uint64_t max, struct gzip *gzip)
{
	enum got got = GOT_ALL;
	struct span rest = bytes;
	if (!begins(bytes) || bytes.n > UINT32_MAX)
		return GOT_NONE;
	z_stream z = { .next_in = (Bytef *)(uintptr_t)bytes.p,
		.avail_in = (uInt)bytes.n };
	if (inflateInit2(&z, 16 + MAX_WBITS) != Z_OK)
		return GOT_NONE;
	while (got == GOT_ALL && begins(rest) && gzip->members < MEMBERS_MAX) {
		got = run(&z, room, max, &gzip->size);
		gzip->members++;
		rest = span_of(bytes.p + (bytes.n - z.avail_in), z.avail_in);
		inflateReset(&z);
	}
	inflateEnd(&z);
	gzip->behind = rest;
	return got == GOT_ALL && gzip->members == MEMBERS_MAX ? GOT_LIMIT : got;
}

enum got gzip_measure(struct span bytes, uint64_t max, struct gzip *gzip_r)
{
	*gzip_r = (struct gzip){ .name = name_of(bytes) };
	enum got got = walk(bytes, NULL, max, gzip_r);
	while (gzip_r->behind.n && gzip_r->behind.p[0] == 0)
		gzip_r->behind = span_skip(gzip_r->behind, 1);
	return got;
}

enum got gzip_unpack(struct span bytes, unsigned char *room, size_t room_n, size_t *n_r)
{
	struct gzip gzip = { .size = 0 };
	enum got got = walk(bytes, room, room_n, &gzip);
	*n_r = (size_t)gzip.size;
	return got;
}
