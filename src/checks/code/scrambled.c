/* Program text that was made unreadable, or runs what it unpacks or fetches: names of an
 * obfuscator, its turning table of strings, eval() of decoded text or of an answer from the
 * network. What a project carries along, and what was built (dist, x.min.js) unless a file of
 * the project imports it, was made by programs and is judged only by the marks of known
 * thieves. */
#include "checks/code/code.h"

static bool judge(struct file *f)
{
	size_t at;
	const char *why = code_scrambled(f, &at);
	if (!why || (code_is_unread(f) && strcmp(why, "mark") != 0))
		return false;
	file_hit_at(f, why, span_skip(f->bytes, at), at);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next)
		found |= judge(f);
	files_say_clear(files, found);
}

const struct check check_code_scrambled = {
	.code = "code.scrambled",
	.title = "Program text hides what it does",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
