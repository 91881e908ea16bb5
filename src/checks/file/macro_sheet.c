/* Macro sheets of Excel 4: a language older than VBA that lies in cells. Whether one is
 * there, whether it is hidden or starts by itself, and whether it runs programs or loads
 * code (EXEC, CALL, REGISTER). Of old workbooks, of packages and of symbolic links (.slk). One
 * that people see and in which no formula stands says nothing. */
#include "checks/file/open_ole.h"

static void add_call(struct finding *found, const struct workbook_call *call)
{
	finding_text(found, "function", span_from_cstr(call->function));
	finding_text(found, "quote", span_take(call->text, 200));
	finding_number(found, "offset", (int64_t)call->offset);
}

static bool judge(struct file *f, const struct workbook_facts *w)
{
	bool starts = w->auto_name.n || w->hidden_macro_sheets;
	if (!w->macro_sheets || (!starts && !w->formulas))
		return false;
	const char *variant = w->runs.function		     ? "runs"
			      : w->writes.function && starts ? "writes"
			      : starts			     ? "hidden"
							     : NULL;
	struct finding *found = file_hit(f, variant);
	finding_text(found, "sheet", w->macro_sheet);
	if (w->runs.function)
		add_call(found, &w->runs);
	else if (w->writes.function)
		add_call(found, &w->writes);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next) {
		size_t count;
		const struct workbook_facts *workbooks = workbooks_of(f, &count);
		for (size_t i = 0; i < count; i++)
			found |= judge(f, &workbooks[i]);
	}
	files_say_clear(files, found);
}

const struct check check_file_macro_sheet = {
	.code = "file.macro.sheet",
	.title = "A workbook holds a macro sheet of Excel 4",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
