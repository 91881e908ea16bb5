/* Tape archives, and archives of ar(5) with Debian packages among them: each member as a
 * file that points into the archive. Hard links are names of members that are there already;
 * devices and pipes are nothing that a person opens. */
#include "checks/file/openers.h"
#include "parse/file/ar.h"
#include "parse/file/tar.h"

file_opener open_tar;
file_opener open_ar;

static void add_member(struct file *archive, const struct tar_entry *e)
{
	bool link = e->kind == '1' || e->kind == '2';
	struct file *f = file_add(
		archive->files, archive, ROLE_MEMBER, e->name, link ? e->link : e->bytes);
	if (!f)
		return;
	f->size = link ? e->link.n : e->size;
	f->mode = e->mode;
	f->date_s = e->date_s;
	f->offset = e->offset;
	f->hidden = span_starts_with(f->base, SPAN("."));
	f->is_folder = e->kind == '5';
	f->is_symlink = link;
	if (e->is_sparse && e->bytes.n < e->size)
		file_unread(f, GAP_FORMAT);
	else if (!link && e->bytes.n < e->size)
		file_unread(f, GAP_DAMAGED);
}

void open_tar(struct file *f)
{
	struct tar tar = tar_open(f->files->job->arena, f->bytes);
	struct tar_entry e;
	while (!f->files->more && tar_next(&tar, &e))
		if (e.kind < '3' || e.kind > '6' || e.kind == '5')
			add_member(f, &e);
	if (tar.got != GOT_ALL)
		file_unread(f, GAP_DAMAGED);
}

static bool is_debian(struct span bytes)
{
	return span_starts_with(span_skip(bytes, 8), SPAN("debian-binary"));
}

void open_ar(struct file *f)
{
	struct ar ar = ar_open(f->bytes);
	struct ar_entry e;
	if (is_debian(f->bytes))
		f->type = TYPE_DEB;
	while (!f->files->more && ar_next(&ar, &e)) {
		struct file *member =
			e.is_table ? NULL
				   : file_add(f->files, f, ROLE_MEMBER, e.name, e.bytes);
		if (!member)
			continue;
		member->offset = e.offset;
		member->date_s = e.date_s;
	}
	if (ar.got != GOT_ALL)
		file_unread(f, GAP_DAMAGED);
}
