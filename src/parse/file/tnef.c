/* winmail.dat: a letter's attachments as Outlook and Exchange wrap them (MS-OXTNEF). A row
 * of attributes, each with level, id, length, bytes and a sum; attAttachRendData begins an
 * attachment, attAttachTitle names it, attAttachData holds it, and in attAttachment stand
 * MAPI properties, of which the long name and the bytes are taken.
 *
 * Left out: compressed RTF (MS-OXRTFCP) and letters within (told by `has_more`), and every
 * other property. */
#include "parse/file/tnef.h"

#include "parse/word.h"

enum {
	ATT_BODY = 0x0002800C,
	ATT_RENDER = 0x00069002,
	ATT_TITLE = 0x00018010,
	ATT_DATA = 0x0006800F,
	ATT_ATTACHMENT = 0x00069005,
	ATT_PROPERTIES = 0x00069003,
};

enum { PROP_LONG_NAME = 0x3707, PROP_DATA = 0x3701, PROP_RTF = 0x1009 };

struct reader {
	struct span rest;
	bool is_broken;
};

static uint32_t take_number(struct reader *r, size_t bytes)
{
	uint32_t n = 0;
	if (r->rest.n < bytes) {
		r->is_broken = true;
		r->rest = SPAN("");
		return 0;
	}
	for (size_t i = bytes; i > 0; i--)
		n = n << 8 | r->rest.p[i - 1];
	r->rest = span_skip(r->rest, bytes);
	return n;
}

static struct span take_bytes(struct reader *r, uint32_t n)
{
	struct span s = span_take(r->rest, n);
	if (s.n < n)
		r->is_broken = true;
	r->rest = span_skip(r->rest, s.n);
	return s;
}

static struct span to_nul(struct span s)
{
	return span_take(s, span_find_byte(s, 0));
}

/* --- MAPI properties --- */

static size_t fixed_bytes(unsigned type)
{
	switch (type) {
	case 0x02:
	case 0x03:
	case 0x04:
	case 0x0A:
	case 0x0B: return 4; /* padded to four */
	case 0x05:
	case 0x06:
	case 0x07:
	case 0x14:
	case 0x40: return 8;
	case 0x48: return 16;
	default: return 0;
	}
}

static void skip_name(struct reader *r)
{
	take_bytes(r, 16);
	if (take_number(r, 4) == 0) {
		take_number(r, 4);
		return;
	}
	uint32_t n = take_number(r, 4);
	take_bytes(r, n);
	take_bytes(r, (4 - n % 4) % 4);
}

struct property {
	unsigned type, id;
	struct span value; /* the first one */
};

static void take_property(struct reader *r, struct property *p)
{
	p->type = take_number(r, 2);
	p->id = take_number(r, 2);
	p->value = SPAN("");
	if (p->id >= 0x8000)
		skip_name(r);
	size_t fixed = fixed_bytes(p->type & 0xFFF);
	bool is_many = (p->type & 0x1000) || !fixed;
	uint32_t count = is_many ? take_number(r, 4) : 1;
	for (uint32_t i = 0; i < count && !r->is_broken; i++) {
		uint32_t n = fixed ? (uint32_t)fixed : take_number(r, 4);
		struct span value = take_bytes(r, n);
		if (!fixed)
			take_bytes(r, (4 - n % 4) % 4);
		if (i == 0)
			p->value = value;
	}
}

static void read_properties(struct arena *a, struct tnef *tnef, struct tnef_file *file,
	struct span bytes, const unsigned char *base)
{
	struct reader r = { .rest = bytes };
	uint32_t count = take_number(&r, 4);
	for (uint32_t i = 0; i < count && !r.is_broken && r.rest.n; i++) {
		struct property p;
		take_property(&r, &p);
		if (p.id == PROP_LONG_NAME && file && p.value.n)
			file->name = (p.type & 0xFFF) == 0x1F
					     ? to_nul(charset_to_utf8(a, SPAN("utf-16le"),
						       p.value, NULL))
					     : to_nul(p.value);
		if (p.id == PROP_DATA && file && file->bytes.n == 0 && p.value.n > 16) {
			file->bytes =
				span_skip(p.value, 16); /* behind the interface's GUID */
			file->offset = (uint64_t)(file->bytes.p - base);
			tnef->has_more = true;
		}
		if (p.id == PROP_RTF)
			tnef->has_more = true;
	}
}

/* --- attributes --- */

static bool take_attribute(struct arena *a, struct reader *r, struct tnef *tnef,
	size_t *capacity, size_t files_max, const unsigned char *base)
{
	take_number(r, 1);
	uint32_t id = take_number(r, 4), n = take_number(r, 4);
	struct span value = take_bytes(r, n);
	take_number(r, 2);
	struct tnef_file *file = tnef->count ? &tnef->files[tnef->count - 1] : NULL;
	if (id == ATT_RENDER) {
		if (tnef->count >= files_max)
			return false;
		tnef->files = arena_grow(
			a, tnef->files, tnef->count, capacity, sizeof(*tnef->files));
		tnef->files[tnef->count++] =
			(struct tnef_file){ .name = SPAN(""), .bytes = SPAN("") };
	} else if (id == ATT_TITLE && file && file->name.n == 0) {
		file->name = to_nul(value);
	} else if (id == ATT_DATA && file) {
		file->bytes = value;
		file->offset = (uint64_t)(value.p - base);
	} else if (id == ATT_BODY) {
		tnef->body = to_nul(value);
	} else if (id == ATT_ATTACHMENT || id == ATT_PROPERTIES) {
		read_properties(a, tnef, id == ATT_ATTACHMENT ? file : NULL, value, base);
	}
	return true;
}

enum got tnef_read(
	struct arena *a, struct span bytes, size_t files_max, struct tnef *tnef_r)
{
	struct reader r = { .rest = bytes };
	size_t capacity = 0;
	*tnef_r = (struct tnef){ .body = SPAN("") };
	if (take_number(&r, 4) != 0x223E9F78)
		return GOT_NONE;
	take_number(&r, 2);
	while (r.rest.n && !r.is_broken)
		if (!take_attribute(a, &r, tnef_r, &capacity, files_max, bytes.p))
			return GOT_LIMIT;
	return r.is_broken ? GOT_SOME : GOT_ALL;
}
