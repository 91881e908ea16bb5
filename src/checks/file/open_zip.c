/* Zip archives: each member of either list as a file, in its turn unpacked. What the two
 * lists disagree on is for checks; the parsed form is the file's facts. */
#include "checks/file/open_ooxml.h"
#include "checks/file/openers.h"
#include "parse/file/zip.h"

file_opener open_zip;

struct member {
	const struct zip_entry *entry;
};

/* Deflate cannot do better than 1032 to 1: a size beyond that is a lie. */
static uint64_t believable(const struct zip_entry *e)
{
	uint64_t most = e->method == 8 ? (uint64_t)e->packed.n * 1032 + 64 : e->packed.n;
	return e->size < most ? e->size : most;
}

static bool read_member(struct file *f, size_t max, struct span *bytes_r)
{
	const struct zip_entry *e = ((const struct member *)f->read_state)->entry;
	if (zip_is_encrypted(e)) {
		file_unread(f, GAP_SEALED);
		return true;
	}
	/* One byte more than told shows that it is more. */
	uint64_t wanted = believable(e) + 1;
	size_t room_n = files_room(f, wanted < max ? wanted : max), n;
	unsigned char *room = arena_alloc(f->files->job->arena, room_n);
	enum got got = zip_unpack(e->packed, e->method, e->crc, true, room, room_n, &n);
	files_return(f, room_n - n);
	*bytes_r = span_of(room, n);
	if (got == GOT_NONE)
		file_unread(f, GAP_FORMAT);
	if (got == GOT_LIMIT && n < e->size)
		file_unread(f, GAP_LIMIT);
	return got != GOT_SOME && !(got == GOT_LIMIT && n > e->size);
}

static void add_member(struct file *f, const struct zip_entry *e)
{
	struct member *m = arena_new(f->files->job->arena, struct member);
	m->entry = e;
	struct file *member = file_add_packed(f, e->name, e->size, read_member, m);
	if (!member)
		return;
	member->date_s = e->date_s;
	member->mode = e->host == 3 ? e->external >> 16 : 0;
	member->hidden = (e->external & 2) || span_starts_with(member->base, SPAN("."));
	member->is_folder = e->is_folder;
	member->is_symlink = (member->mode & 0170000) == 0120000;
	member->offset = e->offset;
}

void open_zip(struct file *f)
{
	struct zip *zip = arena_new(f->files->job->arena, struct zip);
	enum got got = zip_read(
		f->files->job->arena, f->bytes, f->files->job->budget.files, zip);
	f->facts = zip;
	if (ooxml_is(zip))
		open_ooxml(f, zip);
	else
		for (size_t i = 0; i < zip->count; i++)
			add_member(f, &zip->entries[i]);
	if (got == GOT_LIMIT)
		file_unread(f, GAP_LIMIT);
	else if (got != GOT_ALL && !(got == GOT_NONE && f->bytes.n == 22))
		file_unread(f, GAP_DAMAGED);
}
