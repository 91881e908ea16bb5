/* Commands of shortcuts pushed out of what the properties window shows: long runs of blanks,
 * line ends and others that show nothing (ZDI-CAN-25373: about 1,000 shortcuts of 11 groups),
 * or more than the 260 characters that the window holds. Of 27 harmless shortcuts none has a
 * run of eight. */
#include "checks/file/shortcut_look.h"

enum { BLANK_RUN = 32, WINDOW_CHARS = 260 };

static bool look_at(struct file *f)
{
	const struct lnk *lnk = lnk_of(f);
	if (!lnk)
		return false;
	size_t run = longest_blank_run(lnk->arguments);
	if (run < BLANK_RUN && lnk->arguments.n <= WINDOW_CHARS)
		return false;
	struct finding *found = file_hit_at(f, run >= BLANK_RUN ? "blanks" : "long",
		blanks_collapsed(f->files->job->arena, lnk->arguments),
		lnk->arguments_at);
	finding_number(found, "blanks", (int64_t)run);
	finding_number(found, "length", (int64_t)lnk->arguments.n);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next)
		found |= look_at(f);
	files_say_clear(files, found);
}

const struct check check_file_shortcut_hidden = {
	.code = "file.shortcut.hidden",
	.title = "A shortcut hides its command",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
