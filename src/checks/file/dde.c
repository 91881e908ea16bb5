/* DDE in Office documents (ECMA-376 part 1, 17.16.5.16 and 18.14.4): a field or a link that
 * asks another program for data, and starts it when it does not run; the same in workbooks of
 * old (MS-XLS 2.5.277). With a command interpreter it is an attack; else it is only old, and
 * in old workbooks, which took prices so, not spoken of. */
#include "base/text.h"
#include "checks/file/open_ole.h"

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

static bool look_at(struct file *f, const struct reach *reach)
{
	const struct reach_dde *worst = reach->dde;
	for (const struct reach_dde *ask = reach->dde; ask; ask = ask->next)
		if (is_command(ask->text))
			worst = ask;
	if (!worst)
		return false;
	struct finding *found = file_hit_at(f, is_command(worst->text) ? "command" : NULL,
		worst->text, worst->offset);
	finding_text(found, "part", worst->part);
	return true;
}

static struct span ask_of(struct arena *a, const struct workbook_dde *d)
{
	struct text t;
	text_init(&t, a, d->server.n + 1 + d->topic.n);
	text_add(&t, d->server);
	text_add_byte(&t, ' ');
	text_add(&t, d->topic);
	return text_span(&t);
}

static bool look_at_workbook(struct file *f, const struct workbook_facts *w)
{
	for (size_t i = 0; i < w->dde_count; i++) {
		const struct workbook_dde *d = &w->dde[i];
		struct span ask = ask_of(f->files->job->arena, d);
		if (!is_command(ask))
			continue;
		struct finding *found = file_hit_at(f, "command", ask, d->offset);
		finding_text(found, "part", SPAN("Workbook"));
		return true;
	}
	return false;
}

static bool look_at_workbooks(struct file *f)
{
	size_t count;
	const struct workbook_facts *workbooks = workbooks_of(f, &count);
	bool found = false;
	for (size_t i = 0; i < count; i++)
		found |= look_at_workbook(f, &workbooks[i]);
	return found;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next) {
		const struct reach *reach = reach_of(f);
		found |= reach && look_at(f, reach);
		found |= look_at_workbooks(f);
	}
	files_say_clear(files, found);
}

const struct check check_file_dde = {
	.code = "file.dde",
	.title = "A document starts another program by DDE",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
