/* Cabinets and help files: each member a file that is unpacked in its turn. A list that tells
 * of much more than it has is not unpacked further. */
#include "checks/file/openers.h"
#include "parse/file/cabinet.h"

file_opener open_cabinet, open_chm;

enum { LIE_BYTES = 1 << 20 };

struct member {
	struct cabinet *cabinet;
	const struct cabinet_entry *entry;
	bool *lied;
};

static bool read_member(struct file *f, size_t max, struct span *bytes_r)
{
	const struct member *m = f->read_state;
	size_t n;
	if (*m->lied)
		return false;
	size_t room_n = files_room(f, m->entry->size < max ? m->entry->size : max);
	unsigned char *room = arena_alloc(f->files->job->arena, room_n);
	enum got got = cabinet_unpack(m->cabinet, m->entry, room, room_n, &n);
	files_return(f, room_n - n);
	*bytes_r = span_of(room, n);
	if (room_n - n > LIE_BYTES)
		*m->lied = true;
	return got != GOT_SOME && (n == m->entry->size || n == room_n);
}

/* Tables of a help file's own that no page can show. */
static bool is_table(struct span name)
{
	static const struct span names[] = { SPAN("/#IDXHDR"), SPAN("/#ITBITS"),
		SPAN("/#IVB"), SPAN("/#STRINGS"), SPAN("/#SUBSETS"), SPAN("/#SYSTEM"),
		SPAN("/#TOCIDX"), SPAN("/#TOPICS"), SPAN("/#URLSTR"), SPAN("/#URLTBL"),
		SPAN("/#WINDOWS"), SPAN("/$FIftiMain"), SPAN("/$OBJINST"),
		SPAN("/$TitleMap") };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (span_equal(name, names[i]))
			return true;
	return span_starts_with(name, SPAN("/$WWKeywordLinks/")) ||
	       span_starts_with(name, SPAN("/$WWAssociativeLinks/"));
}

static void add_all(struct file *f, struct cabinet *c)
{
	struct arena *a = f->files->job->arena;
	bool *lied = arena_new(a, bool);
	for (size_t i = 0; i < c->count; i++) {
		const struct cabinet_entry *e = &c->entries[i];
		struct member *m = arena_new(a, struct member);
		*m = (struct member){ c, e, lied };
		struct file *member =
			file_add_packed(f, e->name, e->size, read_member, m);
		if (!member)
			return;
		member->date_s = e->date_s;
		member->is_folder = e->is_folder;
		if (f->type == TYPE_CHM && is_table(e->name))
			member->type = TYPE_DATA;
		member->hidden =
			e->is_hidden || span_starts_with(member->base, SPAN("."));
	}
}

static void open_list(struct file *f,
	enum got (*read)(struct arena *, struct span, size_t, struct cabinet *))
{
	struct arena *a = f->files->job->arena;
	struct cabinet *c = arena_new(a, struct cabinet);
	enum got got = read(a, f->bytes, f->files->job->budget.files, c);
	add_all(f, c);
	if (got == GOT_LIMIT)
		file_unread(f, GAP_LIMIT);
	else if (got != GOT_ALL || c->continues)
		file_unread(f, GAP_DAMAGED);
}

void open_cabinet(struct file *f)
{
	open_list(f, cabinet_read);
}

void open_chm(struct file *f)
{
	open_list(f, chm_read);
}
