/* Files of the Windows management console (.msc): made to start a program by a click on what
 * looks like a document (ConsoleTaskpad), or to run a script by way of a page within a library
 * of Windows (res://apds.dll/redirect.html?target=javascript:, "GrimResource"). Nobody sends
 * such a file to a person who is no administrator. */
#include "checks/file/came.h"
#include "checks/file/open_html.h"

static bool judge(struct came *came, struct file *f, const struct page_facts *facts)
{
	if (facts->redirect.quote.n)
		file_hit_at(f, "redirect", facts->redirect.quote, facts->redirect.offset);
	else if (facts->task.quote.n)
		file_hit_at(f, "task", facts->task.quote, facts->task.offset);
	else if (facts->element.quote.n)
		file_hit_at(f, "redirect", facts->element.quote, facts->element.offset);
	else if (file_came(came, f))
		file_hit(f, "came");
	else
		return false;
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	struct came came = { 0 };
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next)
		if (f->type == TYPE_MSC && f->facts)
			found |= judge(&came, f, f->facts);
	files_say_clear(files, found);
}

const struct check check_file_console = {
	.code = "file.console",
	.title = "A management console file that starts programs",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
