/* Programs: what their headers tell as facts, and an archive behind the program (an
 * installer, a self-extracting archive) as a file of its own. What a program does is not
 * read, and that is said. */
#include "checks/file/openers.h"
#include "parse/file/program.h"

file_opener open_program;

void open_program(struct file *f)
{
	struct program *p = arena_new(f->files->job->arena, struct program);
	enum got got = program_read(f->bytes, f->type, p);
	f->facts = p;
	if (p->packer == PACKER_ARCHIVE)
		file_add(f->files, f, ROLE_EMBEDDED, SPAN(""),
			span_skip(p->overlay, p->archive_at));
	file_unread(f, got == GOT_SOME ? GAP_DAMAGED : GAP_FORMAT);
}
