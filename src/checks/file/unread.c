/* Files that were not wholly read, each with its reason: what nobody looked at is never
 * passed over in silence. A hit is never made; the policy decides which reasons keep a verdict
 * open. */
#include "checks/file/file.h"

/* In a letter or an archive, one file of a form that is not read leaves the rest judged; a
 * thing that is one is not judged at all. */
static void say(struct job *job, struct file *f)
{
	struct finding *found = job_unknown(job, f->evidence, f->gap);
	if (f->gap == GAP_FORMAT && (f->parent || f->files->letter))
		found->variant = "format";
	finding_text(found, "file", file_shown(f)->base);
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	size_t said = 0, unread = 0;
	enum { SAID_MAX = 50 };
	for (struct file *f = files->first; f; f = f->next) {
		if (f->gap == GAP_NONE)
			continue;
		unread++;
		if (said++ < SAID_MAX)
			say(job, f);
	}
	if (files->more)
		job_unknown(job, on, GAP_LIMIT);
	else if (unread == 0)
		job_clear(job, on, NULL);
}

const struct check check_file_unread = {
	.code = "file.unread",
	.title = "A file was not wholly read",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
