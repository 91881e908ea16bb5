/* The records of a presentation (MS-PPT 2.3.1: version and instance, type, length): storages
 * of embedded objects, of controls and of the macros (ExOleObjStg, 2.10.34 to 2.10.37), which
 * are compound files and mostly packed, and the targets of hyperlinks (2.10.16).
 *
 * Containers are entered while their ends are kept, so nothing recurses. Some hold other
 * forms than records, and saving leaves zeros between records: behind both the reading goes
 * on, and what was passed over is searched for storages. Left out: text, and what a click
 * does besides.
 */
#include "parse/file/ppt.h"

enum {
	HEAD_BYTES = 8,
	IS_CONTAINER = 0xF,
	RECORD_STRING = 0x0FBA,
	RECORD_HYPERLINK = 0x0FD7,
	RECORD_STORAGE = 0x1011,
	INSTANCE_TARGET = 1,
	TARGET_BYTES_MAX = 8192,
};

struct record {
	unsigned version, instance, type;
	struct span body;
	size_t at; /* of the body, in the stream */
};

struct reading {
	struct arena *arena;
	struct ppt *ppt;
	size_t max, object_room, link_room;
	size_t hyperlink_end; /* where the container of a hyperlink ends */
	bool more;
};

static void add_object(struct reading *r, const struct record *c)
{
	struct ppt *p = r->ppt;
	if (p->count >= r->max) {
		r->more = true;
		return;
	}
	p->objects = arena_grow(
		r->arena, p->objects, p->count, &r->object_room, sizeof(*p->objects));
	struct ppt_object *o = &p->objects[p->count++];
	*o = (struct ppt_object){
		.bytes = c->body, .size = (uint32_t)c->body.n, .offset = c->at
	};
	o->is_packed = c->instance == 1;
	if (o->is_packed) {
		o->size = le32(c->body, 0);
		o->bytes = span_skip(c->body, 4);
	}
}

static void add_link(struct reading *r, const struct record *c)
{
	struct ppt *p = r->ppt;
	if (p->link_count >= r->max) {
		r->more = true;
		return;
	}
	p->links = arena_grow(
		r->arena, p->links, p->link_count, &r->link_room, sizeof(*p->links));
	p->links[p->link_count++] = (struct ppt_link){
		.target = utf16le_text(r->arena, span_take(c->body, TARGET_BYTES_MAX)),
		.offset = c->at
	};
}

static void read_record(struct reading *r, const struct record *c)
{
	if (c->type == RECORD_HYPERLINK)
		r->hyperlink_end = c->at + c->body.n;
	else if (c->type == RECORD_STORAGE)
		add_object(r, c);
	else if (c->type == RECORD_STRING && c->instance == INSTANCE_TARGET &&
		 c->at < r->hyperlink_end)
		add_link(r, c);
}

/* --- where records break off --- */

/* A storage's head, by its fixed bytes and those that every packed or plain one begins with. */
static bool is_storage(struct span s)
{
	static const struct span cfb = SPAN("\xD0\xCF\x11\xE0");
	if (span_starts_with(s, SPAN("\x10\0\x11\x10")))
		return s.n > HEAD_BYTES + 4 && s.p[HEAD_BYTES + 4] == 0x78;
	return span_starts_with(s, SPAN("\0\0\x11\x10")) &&
	       span_starts_with(span_skip(s, HEAD_BYTES), cfb);
}

static void search(struct reading *r, struct span stream, size_t at, size_t end)
{
	while (at < end) {
		struct span s = span_take(span_skip(stream, at), end - at);
		size_t found = span_find(s, SPAN("\x11\x10"));
		if (found == SPAN_NONE)
			return;
		at += found + 2;
		if (found < 2 || !is_storage(span_skip(s, found - 2)))
			continue;
		s = span_skip(s, found - 2);
		struct record c = { 0, le16(s, 0) >> 4, RECORD_STORAGE,
			span_take(span_skip(s, HEAD_BYTES), le32(s, 4)),
			at - 4 + HEAD_BYTES };
		add_object(r, &c);
	}
}

/* Behind the zeros that saving left: a record may itself begin with two of them. */
static size_t behind_zeros(struct span stream, size_t at, size_t end)
{
	enum { EDIT = 0x0FF5, DIRECTORY = 0x1772 };
	size_t start = at;
	while (at < end && stream.p[at] == 0)
		at++;
	unsigned type = le16(stream, at);
	return (type == EDIT || type == DIRECTORY) && at >= start + 2 ? at - 2 : at;
}

static struct record record_at(struct span stream, size_t at)
{
	struct span s = span_skip(stream, at);
	unsigned first = le16(s, 0);
	return (struct record){ first & 0xF, first >> 4, le16(s, 2),
		span_take(span_skip(s, HEAD_BYTES), le32(s, 4)), at + HEAD_BYTES };
}

enum got ppt_read(struct arena *a, struct span stream, size_t max, struct ppt *ppt_r)
{
	enum { DEPTH_MAX = 32 };
	struct reading r = { .arena = a, .ppt = ppt_r, .max = max };
	size_t ends[DEPTH_MAX], depth = 0, at = 0;
	bool broken = false;
	*ppt_r = (struct ppt){ 0 };
	for (;;) {
		while (depth && at + HEAD_BYTES > ends[depth - 1])
			at = ends[--depth];
		size_t end = depth ? ends[depth - 1] : stream.n;
		if (at + HEAD_BYTES > end)
			break;
		struct record c = record_at(stream, at);
		size_t size = le32(stream, at + 4), room = end - at - HEAD_BYTES;
		if (!c.type && !c.version && !c.instance) {
			size_t next = behind_zeros(stream, at, end);
			at = next > at ? next : at + 1;
		} else if (c.version == IS_CONTAINER && depth < DEPTH_MAX) {
			read_record(&r, &c);
			broken |= size > room && !depth;
			at += HEAD_BYTES;
			ends[depth++] = at + (size < room ? size : room);
		} else if (size > room || c.version == IS_CONTAINER) {
			search(&r, stream, at, end);
			broken |= !depth;
			at = end;
		} else {
			read_record(&r, &c);
			at += HEAD_BYTES + size;
		}
	}
	return broken ? GOT_SOME : r.more ? GOT_LIMIT : GOT_ALL;
}
