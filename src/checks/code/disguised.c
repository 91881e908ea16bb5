/* Program text under the name of a picture, a font or a film: nothing shows such a file, and
 * only another program that knows of it runs it. By content, not by name: text that uses the
 * words of programs. Pointers of git-lfs and the like are text without them. */
#include "checks/code/code.h"

static bool judge(struct file *f)
{
	enum file_family named = file_type_family(file_type_of_name(f->base));
	if (named != FAMILY_PICTURE && named != FAMILY_MEDIA)
		return false;
	const struct source *s = code_source(f);
	if (!s)
		return false;
	const struct source_word *run = &s->uses[USE_RUN], *start = &s->uses[USE_PROCESS];
	bool calls = span_find(f->bytes, SPAN("require(")) != SPAN_NONE ||
		     span_find(f->bytes, SPAN("function(")) != SPAN_NONE ||
		     span_find(f->bytes, SPAN("console.log(")) != SPAN_NONE ||
		     span_starts_with(f->bytes, SPAN("#!"));
	if (!run->count && !start->count && s->hex_names == 0 && !calls)
		return false;
	file_hit_at(f, NULL, f->bytes, 0);
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

const struct check check_code_disguised = {
	.code = "code.disguised",
	.title = "A program is disguised as a picture or a font",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
