/* OneNote sections: the files in them, as a person opens them by a click on their picture. A
 * package of sections (.onepkg) is a cabinet and comes to that opener. */
#include "checks/file/openers.h"
#include "parse/file/onenote.h"

file_opener open_onenote;

void open_onenote(struct file *f)
{
	struct arena *a = f->files->job->arena;
	struct onenote *n = arena_new(a, struct onenote);
	enum got got = onenote_read(a, f->bytes, f->files->job->budget.files, n);
	f->facts = n;
	for (size_t i = 0; i < n->count; i++) {
		struct file *child = file_add(
			f->files, f, ROLE_EMBEDDED, n->files[i].name, n->files[i].bytes);
		if (child)
			child->offset = n->files[i].offset;
	}
	if (got == GOT_LIMIT)
		file_unread(f, GAP_LIMIT);
	else if (got != GOT_ALL)
		file_unread(f, GAP_DAMAGED);
}
