/* Windows installers that do more than copy files: a script in one of their actions, which is
 * common among honest ones and weighs little, or an action that starts an interpreter of
 * commands or fetches something. One finding an installer, for the worst action. */
#include "checks/file/open_ole.h"

static bool has_any(struct span s, const char *const *words)
{
	for (; *words; words++)
		if (span_find_nocase(s, span_from_cstr(*words)) != SPAN_NONE)
			return true;
	return false;
}

static bool is_command(const struct msi_action *m)
{
	static const char *const words[] = { "powershell", "pwsh", "mshta", "certutil",
		"bitsadmin", "curl ", "curl.exe", NULL };
	return m->what == MSI_PROGRAM &&
	       (has_any(m->target, words) || has_any(m->source, words));
}

static bool is_script(const struct msi_action *m)
{
	return m->what == MSI_JSCRIPT || m->what == MSI_VBSCRIPT;
}

static bool look_at(struct file *f)
{
	const struct ole_facts *facts = f->facts;
	const struct msi_action *worst = NULL;
	for (size_t i = 0; facts && i < facts->action_count; i++) {
		const struct msi_action *m = &facts->actions[i];
		if (is_command(m) || (!worst && is_script(m)))
			worst = m;
		if (is_command(m))
			break;
	}
	if (!worst)
		return false;
	bool command = is_command(worst);
	struct finding *found =
		file_hit_at(f, command ? "command" : NULL, worst->target, 0);
	finding_text(found, "action", worst->name);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next)
		if (f->type == TYPE_MSI)
			found |= look_at(f);
	files_say_clear(files, found);
}

const struct check check_file_installer = {
	.code = "file.installer",
	.title = "An installer does more than copy files",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
