/* Presentations of PowerPoint 97-2003: embedded objects and the storage of the macros, which
 * lie packed in the main stream, as compound files of their own that the opener of those
 * reads; hyperlinks as links. */
#include "checks/file/open_ole.h"
#include "parse/file/inflate.h"
#include "parse/file/ppt.h"

static struct span unpacked(
	struct file *f, struct inflater *z, const struct ppt_object *o)
{
	/* Deflate cannot do better than 1032 to 1: a size beyond that is a lie. */
	uint64_t most = (uint64_t)o->bytes.n * 1032 + 64;
	size_t wanted = o->size < most ? o->size : (size_t)most;
	size_t room = files_room(f, wanted);
	enum got got;
	struct span s = inflate_all(z, INFLATE_ZLIB, o->bytes, room, true, &got, NULL);
	files_return(f, room - s.n);
	if (got == GOT_LIMIT && room == wanted)
		file_unread(f, GAP_DAMAGED); /* more than it tells */
	else if (got == GOT_SOME || (got == GOT_NONE && wanted))
		file_unread(f, GAP_DAMAGED);
	return s;
}

/* Seen by no person as a file: what a click opens lies in it. */
static void add_object(struct file *f, struct inflater *z, const struct ppt_object *o)
{
	struct span bytes = o->is_packed ? unpacked(f, z, o) : o->bytes;
	struct file *child =
		bytes.n ? file_add(f->files, f, ROLE_PART, SPAN("object"), bytes) : NULL;
	if (child)
		child->offset = o->offset;
}

static void open_stream(struct file *f, const struct ole *ole, const struct ole_entry *e)
{
	struct arena *a = f->files->job->arena;
	struct ppt p;
	enum got got = ppt_read(
		a, ole_stream(f, ole, e), (size_t)f->files->job->budget.parts, &p);
	struct inflater *z = p.count ? inflater_create(a) : NULL;
	for (size_t i = 0; i < p.count; i++)
		add_object(f, z, &p.objects[i]);
	for (size_t i = 0; i < p.link_count; i++)
		file_add_link(f, LINK_SHOWN, p.links[i].target, p.links[i].offset);
	if (got != GOT_ALL)
		file_unread(f, got == GOT_LIMIT ? GAP_LIMIT : GAP_DAMAGED);
}

/* A file for both PowerPoint 95 and 97 has its streams in a storage. */
void ole_open_ppt(struct file *f, const struct ole *ole)
{
	bool found = false;
	for (size_t i = 0; i < ole->count; i++) {
		const struct ole_entry *e = &ole->entries[i];
		if (e->kind != OLE_STREAM ||
			!span_equal_nocase(e->name, SPAN("PowerPoint Document")))
			continue;
		open_stream(f, ole, e);
		found = true;
	}
	if (!found)
		file_unread(f, GAP_FORMAT); /* of PowerPoint 95 alone */
}
