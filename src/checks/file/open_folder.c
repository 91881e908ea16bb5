/* A folder as the front packed it: its files as members, what was left out as a gap. */
#include "checks/file/openers.h"
#include "parse/file/folder.h"

file_opener open_folder;

static bool is_git_store(struct span path)
{
	return span_ends_with(path, SPAN("/objects")) &&
	       (span_starts_with(path, SPAN(".git/")) ||
		       span_find(path, SPAN("/.git/")) != SPAN_NONE);
}

static void add_entry(struct file *folder, const struct folder_entry *e)
{
	struct file *f = file_add(folder->files, folder, ROLE_MEMBER, e->path, e->bytes);
	if (!f)
		return;
	f->size = e->size;
	f->mode = e->mode;
	f->date_s = e->date_s;
	f->hidden = span_starts_with(f->base, SPAN("."));
	f->is_folder = e->kind == FOLDER_FOLDER;
	f->is_symlink = e->kind == FOLDER_SYMLINK;
	/* Packed history: known, and run by nothing. */
	if (e->kind == FOLDER_LEFT_OUT && is_git_store(e->path))
		f->type = TYPE_GIT;
	else if (e->kind == FOLDER_LEFT_OUT ||
		 (e->kind == FOLDER_FILE && e->bytes.n < e->size))
		file_unread(f, GAP_LIMIT);
}

void open_folder(struct file *f)
{
	struct span rest = folder_entries(f->bytes);
	struct folder_entry e;
	enum got got = GOT_ALL;
	if (!folder_taste(f->bytes)) {
		file_unread(f, GAP_DAMAGED);
		return;
	}
	while (folder_next(&rest, &e, &got))
		add_entry(f, &e);
	if (got != GOT_ALL)
		file_unread(f, GAP_DAMAGED);
}
