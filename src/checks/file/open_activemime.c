/* ActiveMime objects: the compound file in one, with the macros or objects of a document that
 * was saved as text, is the same file unwrapped. */
#include "checks/file/openers.h"
#include "parse/file/activemime.h"

file_opener open_activemime;

void open_activemime(struct file *f)
{
	enum { RATIO_MAX = 1032 }; /* deflate can do no better */
	struct files *files = f->files;
	struct activemime inner;
	uint64_t wanted = (uint64_t)f->bytes.n * RATIO_MAX;
	uint64_t left = files->job->budget.unpacked - files->unpacked;
	size_t room = files_room(f, wanted < left ? wanted : left);
	enum got got = activemime_read(files->job->arena, f->bytes, room, &inner);
	files_return(f, room - inner.content.n);
	if (got == GOT_LIMIT)
		file_unread(f, GAP_LIMIT);
	else if (got != GOT_ALL)
		file_unread(f, GAP_DAMAGED);
	if (inner.content.n)
		file_add(files, f, ROLE_CONTENT, SPAN(""), inner.content);
}
