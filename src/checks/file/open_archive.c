/* Archives that libarchive reads, and disk images of ISO 9660: each member becomes a file, in
 * the order of the archive, unpacked at once since many share one stream. A member that is
 * locked keeps its name and is marked; so is the whole when its list is locked. Behind the
 * first member that found no room nothing more is unpacked.
 *
 * An RPM package is a lead, two headers, and a packed cpio archive (rpm "Package format"). */
#include "checks/file/openers.h"
#include "parse/file/archive.h"
#include "parse/file/number.h"
#include "parse/file/udf.h"

file_opener open_archive, open_iso, open_rpm, open_udf;

static size_t ask(void *object, size_t wanted)
{
	return files_room(object, wanted);
}

static void give_back(void *object, size_t unused)
{
	files_return(object, unused);
}

static void set_bytes(struct file *f, struct span bytes)
{
	f->bytes = bytes;
	f->evidence->bytes = bytes;
	if (f->size < bytes.n)
		f->size = bytes.n;
}

/* --- two names for the same bytes --- */

/* A hard link, and the name of the member that it leads to. */
struct link {
	struct file *file;
	struct span target;
	struct link *next;
};

struct listing {
	struct archive_reader *reader;
	struct link *links;
};

static struct file *earlier(const struct file *f, struct span name)
{
	for (struct file *other = f->parent->next; other && other != f;
		other = other->next)
		if (other->parent == f->parent && span_equal(other->name, name))
			return other;
	return NULL;
}

static void take_from(struct file *f, const struct file *other)
{
	set_bytes(f, other->bytes);
	if (other->gap != GAP_NONE)
		file_unread(f, other->gap);
}

/* The link brings no bytes of its own. */
static void share(struct file *f, struct span target)
{
	const struct file *other = earlier(f, target);
	if (other)
		take_from(f, other);
	else
		file_unread(f, GAP_DAMAGED);
}

/* The last name brings the bytes of all (cpio's "newc"). */
static void share_back(const struct listing *l, const struct file *f, struct span target)
{
	struct file *other = earlier(f, target);
	if (other && other->bytes.n == 0)
		take_from(other, f);
	for (const struct link *link = l->links; link; link = link->next)
		if (link->file->bytes.n == 0 && span_equal(link->target, target))
			take_from(link->file, f);
}

static void add_link(struct listing *l, struct file *f, struct span target)
{
	struct link *link = arena_new(f->files->job->arena, struct link);
	*link = (struct link){ f, target, l->links };
	l->links = link;
}

/* --- members --- */

static struct file *add_member(struct file *f, const struct archive_member *m)
{
	bool packed_alone = f->type != TYPE_RPM && m->name.n == 0;
	struct file *member = file_add(f->files, f,
		packed_alone ? ROLE_CONTENT : ROLE_MEMBER, m->name, SPAN(""));
	if (!member)
		return NULL;
	member->size = m->size;
	member->date_s = m->date_s;
	member->mode = m->mode;
	member->is_folder = m->is_folder;
	member->is_symlink = m->is_symlink;
	member->hidden = span_starts_with(member->base, SPAN("."));
	if (m->is_symlink)
		set_bytes(member, m->target);
	return member;
}

/* False: there is no more room. */
static bool read_member(struct listing *l, struct file *f, const struct archive_member *m)
{
	struct archive_reader *r = l->reader;
	const struct archive_room room = { ask, give_back, f };
	struct span bytes;
	if (m->is_folder || m->is_symlink)
		return true;
	if (m->is_link)
		add_link(l, f, m->target);
	if (m->is_link && m->size == 0) {
		share(f, m->target);
		return true;
	}
	if (m->sealed) {
		file_unread(f, GAP_SEALED);
		return true;
	}
	enum got got = archive_member_bytes(r, &room, &bytes);
	set_bytes(f, bytes);
	if (archive_member_is_sealed(r))
		file_unread(f, GAP_SEALED);
	else if (got == GOT_NONE)
		file_unread(f, GAP_FORMAT);
	else if (got == GOT_SOME || (got == GOT_ALL && bytes.n < m->size))
		file_unread(f, GAP_DAMAGED);
	if (m->is_link)
		share_back(l, f, m->target);
	return got != GOT_LIMIT;
}

static void read_all(struct file *f, struct span bytes, enum archive_form form)
{
	struct archive_reader *r = archive_begin(f->files->job->arena, bytes, form);
	struct listing l = { .reader = r };
	struct archive_member m;
	enum got got = GOT_ALL;
	bool room = true;
	while (room && archive_next_member(r, &m, &got)) {
		if (span_equal(m.name, SPAN("."))) /* the root of an image */
			continue;
		struct file *member = add_member(f, &m);
		room = member && read_member(&l, member, &m);
		job_breathe(f->files->job);
	}
	if (!room)
		file_unread(f, GAP_LIMIT);
	else if (archive_is_sealed(r))
		file_unread(f, GAP_SEALED);
	else if (got != GOT_ALL)
		file_unread(f, GAP_DAMAGED);
	archive_end(r);
}

void open_archive(struct file *f)
{
	static const enum archive_form forms[TYPES] = {
		[TYPE_SEVENZIP] = ARCHIVE_7Z,
		[TYPE_RAR] = ARCHIVE_RAR,
		[TYPE_LHA] = ARCHIVE_LHA,
		[TYPE_CPIO] = ARCHIVE_CPIO,
	};
	read_all(f, f->bytes, forms[f->type]);
}

/* libarchive refuses an image of fewer than eight sectors behind the system area, which
 * systems mount. */
static struct span padded(struct file *f)
{
	enum { LEAST = 24 * 2048 };
	if (f->bytes.n >= LEAST)
		return f->bytes;
	unsigned char *room = arena_alloc(f->files->job->arena, LEAST);
	memcpy(room, f->bytes.p, f->bytes.n);
	return span_of(room, LEAST);
}

/* An image may be of two forms at once, and Windows shows UDF. */
void open_iso(struct file *f)
{
	read_all(f, padded(f), ARCHIVE_ISO);
	if (udf_taste(f->bytes))
		open_udf(f);
}

/* Where what follows a header of `at` begins; 0 when there is no header. */
static uint64_t behind_header(struct span s, uint64_t at)
{
	enum { INTRO_BYTES = 16, INDEX_BYTES = 16 };
	if (!span_has_at(s, at, SPAN("\x8E\xAD\xE8\1")))
		return 0;
	return at + INTRO_BYTES + number_be(s, at + 8, 4) * INDEX_BYTES +
	       number_be(s, at + 12, 4);
}

void open_rpm(struct file *f)
{
	enum { LEAD_BYTES = 96 };
	uint64_t signature = behind_header(f->bytes, LEAD_BYTES);
	uint64_t start = behind_header(f->bytes, (signature + 7) & ~(uint64_t)7);
	if (signature == 0 || start == 0 || start >= f->bytes.n)
		file_unread(f, GAP_DAMAGED);
	else
		read_all(f, span_skip(f->bytes, (size_t)start), ARCHIVE_CPIO);
}
