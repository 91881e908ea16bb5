/* Code behind a hundred blanks or more on its line: editors that do not wrap lines show
 * nothing of it. Grave when it runs, fetches or unpacks something; in scripts anything that
 * looks like code and has code before the blanks. Not of what programs made. */
#include "checks/code/code.h"

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	struct code_far far;
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next) {
		if (!code_offscreen(f, &far) || (!far.grave && code_is_unread(f)))
			continue;
		struct finding *hit = file_hit_at(f, far.grave ? "grave" : NULL,
			span_skip(f->bytes, far.offset), far.offset);
		finding_number(hit, "line", (int64_t)far.line);
		finding_number(hit, "column", (int64_t)far.column);
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
