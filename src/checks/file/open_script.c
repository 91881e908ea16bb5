/* Scripts that Microsoft's encoder wrote (.vbe, .jse): the plain text as their content. */
#include "checks/file/came.h"
#include "checks/file/openers.h"
#include "parse/file/encoded.h"

file_opener open_script;

void open_script(struct file *f)
{
	struct span text = file_words(f), script;
	size_t room = files_room(f, text.n);
	enum got got =
		encoded_script(f->files->job->arena, span_take(text, room), &script);
	if (got == GOT_NONE)
		return; /* plain under that name */
	struct file *child = file_add(f->files, f, ROLE_CONTENT, f->name, script);
	if (child)
		child->type = span_ends_with_nocase(f->base, SPAN(".vbe"))
				      ? TYPE_VBSCRIPT
				      : TYPE_JAVASCRIPT;
	if (got == GOT_SOME)
		file_unread(f, GAP_DAMAGED);
}
