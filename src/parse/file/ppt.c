/* Objects of old PowerPoint documents (MS-PPT): the stream "Current User" tells the last edit
 * (2.3.2), each edit the one before it and a table of its objects (2.3.3, 2.3.4); an object
 * is a record somewhere in the stream. What is wanted of them: storages (2.10.34,
 * ExternalOleObjectStg), which hold macros, embedded documents and controls, and the lock
 * (2.3.7). Slides, texts and pictures are not read.
 *
 * Objects of earlier edits are told too: a program that repairs may open them. */
#include "parse/file/ppt.h"

#include "parse/file/ole.h"

enum {
	REC_USER_EDIT = 0x0FF5,
	REC_PERSIST = 0x1772,
	REC_STORAGE = 0x1011,
	REC_LOCK = 0x2F14,
	EDITS_MAX = 1000
};

struct reading {
	struct arena *arena;
	struct span stream;
	struct ppt *ppt;
	size_t max, capacity;
	bool more;
};

/* The data of the record at `at`; empty when it is of another type. */
static struct span record_at(struct span stream, uint32_t at, unsigned type)
{
	struct span s = span_skip(stream, at);
	if (s.n < PPT_HEAD_BYTES || le16(s, 2) != type)
		return SPAN("");
	return span_take(span_skip(s, PPT_HEAD_BYTES), le32(s, 4));
}

static void add(struct reading *r, uint32_t id, uint32_t offset)
{
	struct ppt *p = r->ppt;
	if (p->count >= r->max) {
		r->more = true;
		return;
	}
	p->objects = arena_grow(
		r->arena, p->objects, p->count, &r->capacity, sizeof(*p->objects));
	p->objects[p->count++] = (struct ppt_object){ id, offset };
}

/* Runs of objects: 20 bits of the first number, 12 of how many, then their places. */
static bool read_table(struct reading *r, struct span s)
{
	bool any = s.n > 0;
	while (s.n >= 4 && !r->more) {
		uint32_t id = le32(s, 0) & 0xFFFFF, count = le32(s, 0) >> 20;
		s = span_skip(s, 4);
		if (count > s.n / 4)
			return false;
		for (uint32_t i = 0; i < count; i++)
			add(r, id + i, le32(s, 4 * i));
		s = span_skip(s, 4 * count);
	}
	return any;
}

static void find_lock(struct reading *r, struct span edit)
{
	enum { WITH_LOCK = 32, LOCK_ID_AT = 28 };
	uint32_t id = le32(edit, LOCK_ID_AT);
	if (r->ppt->lock.n || edit.n < WITH_LOCK)
		return;
	for (size_t i = 0; i < r->ppt->count && !r->ppt->lock.n; i++)
		if (r->ppt->objects[i].id == id)
			r->ppt->lock =
				record_at(r->stream, r->ppt->objects[i].offset, REC_LOCK);
}

enum got ppt_read(struct arena *a, struct span user, struct span document,
	size_t objects_max, struct ppt *ppt_r)
{
	enum { EDIT_AT = 16, LAST_AT = 8, TABLE_AT = 12, LEAST = 28 };
	struct reading r = { a, document, ppt_r, objects_max, 0, false };
	uint32_t at = le32(user, EDIT_AT);
	*ppt_r = (struct ppt){ 0 };
	for (unsigned i = 0; i < EDITS_MAX; i++) {
		struct span edit = record_at(document, at, REC_USER_EDIT);
		uint32_t before = le32(edit, LAST_AT);
		if (edit.n < LEAST ||
			!read_table(&r,
				record_at(document, le32(edit, TABLE_AT), REC_PERSIST)))
			return GOT_SOME;
		find_lock(&r, edit);
		if (r.more)
			return GOT_LIMIT;
		if (before == 0)
			return GOT_ALL;
		/* Edits stand one behind another; so they end. */
		if (before >= at)
			return GOT_SOME;
		at = before;
	}
	return GOT_LIMIT;
}

uint64_t ppt_storage_bytes(struct span head)
{
	if (head.n < PPT_HEAD_BYTES || le16(head, 2) != REC_STORAGE)
		return 0;
	return (uint64_t)PPT_HEAD_BYTES + le32(head, 4);
}

bool ppt_storage(struct span object, struct span *bytes_r, uint32_t *unpacked_r)
{
	enum { PACKED = 1, SIZE_BYTES = 4 };
	uint64_t n = ppt_storage_bytes(object);
	if (n == 0)
		return false;
	struct span s = span_skip(span_take(object, (size_t)n), PPT_HEAD_BYTES);
	bool packed = le16(object, 0) >> 4 == PACKED;
	*unpacked_r = packed ? le32(s, 0) : 0;
	*bytes_r = packed ? span_skip(s, SIZE_BYTES) : s;
	return true;
}
