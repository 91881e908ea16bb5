/* What old PowerPoint documents hold beside slides: macro projects, embedded documents and
 * controls, each a compound file of its own within the stream, mostly packed. Where the
 * document is locked each object is enciphered on its own (MS-PPT 2.3.7); then the lock is
 * tried first. */
#include "checks/file/open_ole.h"
#include "checks/file/openers.h"
#include "checks/file/unlock.h"
#include "parse/file/inflate.h"
#include "parse/file/ppt.h"

struct presentation {
	struct file *file;
	struct span stream;
	struct office_lock lock;
	struct office_key key;
	bool is_locked;
	struct inflater *inflater;
};

/* The object's bytes, deciphered where it is locked; empty when it is no storage. */
static struct span object_of(struct presentation *p, const struct ppt_object *o)
{
	unsigned char head[PPT_HEAD_BYTES];
	struct span s = span_skip(p->stream, o->offset);
	if (!p->is_locked)
		return ppt_storage_bytes(s) ? s : SPAN("");
	if (s.n < PPT_HEAD_BYTES)
		return SPAN("");
	office_key_block(&p->key, o->id, span_take(s, PPT_HEAD_BYTES), head);
	uint64_t n = ppt_storage_bytes(span_of(head, PPT_HEAD_BYTES));
	s = span_take(s, n < s.n ? (size_t)n : s.n);
	if (n == 0 || files_room(p->file, s.n) < s.n)
		return SPAN("");
	unsigned char *plain = arena_alloc(p->file->files->job->arena, s.n);
	office_key_block(&p->key, o->id, s, plain);
	return span_of(plain, s.n);
}

/* PowerPoint ends what it packs by a flush and not by an end: all that was told is all. */
static struct span unpacked(
	struct presentation *p, struct span packed, uint32_t told, enum got *got_r)
{
	struct arena *a = p->file->files->job->arena;
	if (!p->inflater)
		p->inflater = inflater_create(a);
	/* Deflate cannot do better than 1032 to 1; a byte more than told shows that it is
	 * more. */
	uint64_t most = (uint64_t)packed.n * 1032 + 64;
	size_t room = files_room(p->file, told < most ? told + 1ull : most);
	struct span s =
		inflate_all(p->inflater, INFLATE_ZLIB, packed, room, true, got_r, NULL);
	files_return(p->file, room - s.n);
	if (s.n == told)
		*got_r = GOT_ALL;
	return s;
}

/* `is_old`: a later edit has another object of that number; what is left of this one may
 * well be broken. */
static void add_storage(struct presentation *p, const struct ppt_object *o, bool is_old)
{
	struct span bytes;
	uint32_t told;
	enum got got = GOT_ALL;
	if (!ppt_storage(object_of(p, o), &bytes, &told))
		return;
	if (told)
		bytes = unpacked(p, bytes, told, &got);
	if (got == GOT_LIMIT)
		file_unread(p->file, GAP_LIMIT);
	else if (got != GOT_ALL && is_old)
		return;
	else if (got != GOT_ALL)
		file_unread(p->file, GAP_DAMAGED);
	const char *name =
		arena_printf(p->file->files->job->arena, "object %u", (unsigned)o->id);
	struct file *f =
		file_add(p->file->files, p->file, ROLE_PART, span_from_cstr(name), bytes);
	if (f)
		f->offset = o->offset;
}

/* Objects of one place are one; looking back is bounded. */
static void add_object(struct presentation *p, const struct ppt *ppt, size_t i)
{
	enum { LOOK_BACK = 2000 };
	const struct ppt_object *o = &ppt->objects[i];
	bool is_old = false;
	for (size_t k = i > LOOK_BACK ? i - LOOK_BACK : 0; k < i; k++) {
		if (ppt->objects[k].offset == o->offset)
			return;
		is_old |= ppt->objects[k].id == o->id;
	}
	add_storage(p, o, is_old);
}

void ppt_add_objects(struct file *f, struct span user, struct span stream)
{
	struct arena *a = f->files->job->arena;
	struct presentation p = { .file = f, .stream = stream };
	struct ppt ppt;
	enum got got =
		ppt_read(a, user, stream, (size_t)f->files->job->budget.files, &ppt);
	if (got != GOT_ALL)
		file_unread(f, got == GOT_LIMIT ? GAP_LIMIT : GAP_DAMAGED);
	p.is_locked = ppt.lock.n > 0;
	if (p.is_locked) {
		office_lock_read(a, ppt.lock, &p.lock);
		/* Its arithmetic is that of one kind (2.3.7). */
		if (p.lock.kind != OFFICE_LOCK_CRYPTOAPI)
			p.lock.kind = OFFICE_LOCK_FOREIGN;
		if (!office_unlock(f, &p.lock, &p.key))
			return;
	}
	for (size_t i = 0; i < ppt.count; i++) {
		add_object(&p, &ppt, i);
		if (i % 256 == 0)
			job_breathe(f->files->job);
	}
}
