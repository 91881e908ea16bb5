/* Code behind a hundred blanks or more on its line: editors that do not wrap lines show
 * nothing of it. Grave when it runs, fetches or unpacks something; in scripts anything that
 * looks like code and has code before the blanks. Not of what programs made. */
#include "checks/code/code.h"

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false, grave;
	(void)job;
	for (struct file *f = files->first; f; f = f->next) {
		if (!code_offscreen(f, &grave) || (!grave && code_is_vendored(f)))
			continue;
		const struct source *s = code_source(f);
		struct finding *hit = file_hit_at(f, grave ? "grave" : NULL,
			span_skip(f->bytes, s->blanks_offset), s->blanks_offset);
		finding_number(hit, "line", (int64_t)s->blanks_line);
		finding_number(hit, "column", (int64_t)s->blanks_column);
		found = true;
	}
	files_say_clear(files, found);
}

const struct check check_code_offscreen = {
	.code = "code.offscreen",
	.title = "Code stands where an editor does not show it",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
