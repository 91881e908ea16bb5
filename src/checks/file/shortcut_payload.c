/* Shortcuts that carry more than a shortcut: bytes behind the end of its structures (MS-SHLLINK
 * has none), whole files among them, or a command that reads the shortcut itself. Used by
 * APT37 (Check Point) with a decoy document and a program in one shortcut of many megabytes.
 *
 * Leaves out: up to four kilobytes, which a copying program may leave behind; and what stands
 * behind a shortcut without arguments, which nothing would take out of it (a disk's slack). What
 * lies there is a file of the list all the same, and judged by itself. */
#include "checks/file/shortcut_look.h"

enum { OVERLAY_BYTES = 4096 };

static bool holds_file(const struct file *f)
{
	for (const struct file *c = f->next; c; c = c->next)
		if (c->parent == f && c->role == ROLE_EMBEDDED)
			return true;
	return false;
}

/* A script that cuts a program out of the shortcut must name the shortcut. */
static bool reads_itself(const struct lnk *lnk)
{
	static const struct span words[] = { SPAN("findstr"), SPAN(".lnk"), SPAN("-skip"),
		SPAN("readallbytes"), SPAN(".seek("), SPAN("certutil") };
	size_t seen = 0;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		seen += span_find_nocase(lnk->arguments, words[i]) != SPAN_NONE;
	return seen >= 2;
}

static bool look_at(struct file *f)
{
	const struct lnk *lnk = lnk_of(f);
	if (!lnk)
		return false;
	bool is_reached = lnk->arguments.n > 0;
	const char *variant = holds_file(f) && is_reached      ? "file"
			      : reads_itself(lnk)	       ? "reads-itself"
			      : lnk->overlay.n > OVERLAY_BYTES ? "overlay"
							       : NULL;
	if (!variant || !is_reached)
		return false;
	struct finding *found = file_hit(f, variant);
	finding_number(found, "bytes", (int64_t)lnk->overlay.n);
	finding_number(found, "offset", (int64_t)(f->bytes.n - lnk->overlay.n));
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

const struct check check_file_shortcut_payload = {
	.code = "file.shortcut.payload",
	.title = "A shortcut carries hidden content",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
