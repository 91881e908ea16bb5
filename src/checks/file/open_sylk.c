/* Symbolic links (.slk), which Excel opens as workbooks: what their formulas run and where they
 * lead are the facts of any workbook. */
#include "checks/file/open_ole.h"
#include "checks/file/openers.h"

file_opener open_sylk;

void open_sylk(struct file *f)
{
	struct arena *a = f->files->job->arena;
	struct sylk_facts *facts = arena_new(a, struct sylk_facts);
	f->facts = facts;
	if (sylk_read(a, f->bytes, &facts->sylk) != GOT_ALL)
		file_unread(f, GAP_LIMIT);
	facts->sylk.book.macro_sheet = f->base;
	for (const struct sylk_link *l = facts->sylk.links; l; l = l->next) {
		file_add_link(f, LINK_OPENED, l->target, l->offset);
		reach_add_remote(f, &facts->reach, SPAN(""), SPAN("externalLinkPath"),
			l->target, l->offset);
	}
}
