/* ActiveMime objects, in which Office keeps macros and objects of documents that are saved as
 * text (.mso; in web pages, MHT and WordprocessingML): a head and then a compound file as a
 * zlib stream (RFC 1950).
 *
 * There is no public specification. What is known of the head: "ActiveMime" and two zeros, and
 * at 0x1E a number of two bytes to which 46 is added for where the stream begins: 0x32 as Word
 * writes it. Office takes heads that lie there, so the stream is also looked for: the place
 * where what comes out begins like a compound file is preferred, whatever the head says. */
#include "parse/file/activemime.h"

#include "parse/file/inflate.h"
#include "parse/file/ole.h"

enum {
	TOLD_AT = 0x1E,
	TOLD_FROM = 46,
	USUAL = 0x32,
	SEARCHED_BYTES = 64 << 10,
	TRIES = 200
};

/* The two bytes of RFC 1950 2.2: deflate, a window that there is, no dictionary, and a sum. */
static bool begins_stream(struct span s)
{
	return s.n > 2 && (s.p[0] & 0x0F) == 8 && s.p[0] >> 4 < 8 && !(s.p[1] & 0x20) &&
	       (s.p[0] << 8 | s.p[1]) % 31 == 0;
}

/* What the first bytes are that come out of a stream there. */
static struct span first_bytes(struct inflater *z, struct span s)
{
	enum { HEAD_BYTES = 8 };
	enum got got;
	if (!begins_stream(s))
		return SPAN("");
	return inflate_all(z, INFLATE_ZLIB, s, HEAD_BYTES, false, &got, NULL);
}

static bool holds_compound(struct inflater *z, struct span s)
{
	return span_starts_with(first_bytes(z, s), SPAN("\xD0\xCF\x11\xE0"));
}

static struct span find_stream(struct inflater *z, struct span bytes)
{
	struct span told = span_skip(bytes, (size_t)le16(bytes, TOLD_AT) + TOLD_FROM);
	struct span usual = span_skip(bytes, USUAL), any = SPAN("");
	size_t tries = 0;
	if (holds_compound(z, told))
		return told;
	for (size_t i = 0; i < bytes.n && i < SEARCHED_BYTES && tries < TRIES; i++) {
		struct span s = span_skip(bytes, i);
		tries += begins_stream(s);
		if (holds_compound(z, s))
			return s;
		if (!any.n && first_bytes(z, s).n)
			any = s;
	}
	return first_bytes(z, told).n ? told : first_bytes(z, usual).n ? usual : any;
}

enum got activemime_read(
	struct arena *a, struct span bytes, size_t max, struct activemime *r)
{
	struct inflater *z = inflater_create(a);
	enum got got = GOT_NONE;
	*r = (struct activemime){ .packed = find_stream(z, bytes) };
	if (r->packed.n)
		r->content =
			inflate_all(z, INFLATE_ZLIB, r->packed, max, true, &got, NULL);
	return got;
}
