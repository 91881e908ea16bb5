/* The records of a presentation (MS-PPT 2.3.1: version and instance, type, length): storages
 * of embedded objects, of controls and of the macros (ExOleObjStg, 2.10.34 to 2.10.37), which
 * are compound files and mostly packed, and the targets of hyperlinks (2.10.16).
 *
 * Containers are entered by reading on behind their head, so nothing recurses; a length that
 * leads out of the stream ends the reading. Left out: text, and what a click does besides. */
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

enum got ppt_read(struct arena *a, struct span stream, size_t max, struct ppt *ppt_r)
{
	struct reading r = { .arena = a, .ppt = ppt_r, .max = max };
	struct span rest = stream;
	*ppt_r = (struct ppt){ 0 };
	while (rest.n >= HEAD_BYTES) {
		unsigned first = le16(rest, 0);
		size_t size = le32(rest, 4);
		struct record c = { first & 0xF, first >> 4, le16(rest, 2),
			span_take(span_skip(rest, HEAD_BYTES), size),
			stream.n - rest.n + HEAD_BYTES };
		read_record(&r, &c);
		if (c.version != IS_CONTAINER && c.body.n < size)
			return GOT_SOME;
		rest = span_skip(
			rest, HEAD_BYTES + (c.version == IS_CONTAINER ? 0 : c.body.n));
	}
	return r.more ? GOT_LIMIT : rest.n ? GOT_SOME : GOT_ALL;
}
