/* DDE in Office documents (ECMA-376 part 1, 17.16.5.16 and 18.14.4): a field or a link that
 * asks another program for data, and starts it when it does not run. With a command
 * interpreter it is an attack; else it is only old. */
#include "checks/file/open_ooxml.h"

static bool is_command(struct span s)
{
	static const char *const words[] = { "cmd", "powershell", "pwsh", "mshta",
		"wscript", "cscript", "rundll32", "regsvr32", "certutil", "bitsadmin",
		"msiexec", "forfiles", ".exe", "..\\", "http:", "https:", "\\\\\\\\" };
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_find_nocase(s, span_from_cstr(words[i])) != SPAN_NONE)
			return true;
	return false;
}

static bool look_at(struct file *f)
{
	const struct ooxml_facts *facts = f->facts;
	const struct dde_ask *worst = facts->asks;
	for (const struct dde_ask *ask = facts->asks; ask; ask = ask->next)
		if (is_command(ask->text))
			worst = ask;
	if (!worst)
		return false;
	struct finding *found = file_hit_at(
		f, is_command(worst->text) ? "command" : NULL, worst->text, 0);
	finding_text(found, "part", worst->part);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next)
		if (f->type == TYPE_OOXML && f->facts)
			found |= look_at(f);
	files_say_clear(files, found);
}

const struct check check_file_dde = {
	.code = "file.dde",
	.title = "A document starts another program by DDE",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
