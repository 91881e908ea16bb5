/* winmail.dat: the attachments that Outlook wrapped, and the text of the letter. */
#include "checks/file/openers.h"
#include "parse/file/tnef.h"

file_opener open_tnef;

void open_tnef(struct file *f)
{
	struct arena *a = f->files->job->arena;
	struct tnef *tnef = arena_new(a, struct tnef);
	enum got got = tnef_read(a, f->bytes, f->files->job->budget.files, tnef);
	for (size_t i = 0; i < tnef->count; i++) {
		struct file *child = file_add(f->files, f, ROLE_MEMBER,
			tnef->files[i].name, tnef->files[i].bytes);
		if (child)
			child->offset = tnef->files[i].offset;
	}
	if (tnef->body.n)
		file_add(f->files, f, ROLE_PART, SPAN("text"), tnef->body);
	if (got == GOT_LIMIT)
		file_unread(f, GAP_LIMIT);
	else if (got != GOT_ALL)
		file_unread(f, GAP_DAMAGED);
	else if (tnef->has_more)
		file_unread(f, GAP_FORMAT);
}
