/* Files behind icons in documents (OLE packages, attachments of a PDF or a notebook): one that
 * a double click runs, by its content or by its name; and an icon whose label says another
 * kind than the name of the file. What such a file then holds is judged on its own. */
#include "checks/file/file.h"

static bool family_runs(enum file_family family)
{
	return family == FAMILY_PROGRAM || family == FAMILY_SCRIPT ||
	       family == FAMILY_SHORTCUT || family == FAMILY_HELP;
}

/* JavaScript by a file's name is run by Windows. */
static bool name_runs(struct span name)
{
	enum file_type type = file_type_of_name(name);
	return type == TYPE_JAVASCRIPT || family_runs(file_type_family(type));
}

/* A letter of Outlook within a document is no program, a text that looks like one is only
 * run under a fitting name. */
static bool runs(const struct file *f)
{
	enum file_family family = file_type_family(f->type);
	return family == FAMILY_PROGRAM || family == FAMILY_SHORTCUT ||
	       name_runs(f->base);
}

static bool label_differs(const struct file *f)
{
	struct span label = file_extension(f->declared), name = file_extension(f->base);
	return label.n && name.n && !span_equal_nocase(label, name) &&
	       file_type_of_name(f->declared) != TYPE_UNKNOWN &&
	       file_type_of_name(f->declared) != file_type_of_name(f->base);
}

static bool judge(struct file *f)
{
	const char *variant = runs(f) ? NULL : label_differs(f) ? "label" : "";
	if (variant && !*variant)
		return false;
	struct finding *found = file_hit(f, variant);
	found->args[0].text = file_shown(f->parent)->base;
	finding_text(found, "content", f->base);
	if (f->declared.n)
		finding_text(found, "label", f->declared);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next)
		if (f->role == ROLE_EMBEDDED && f->parent)
			found |= judge(f);
	files_say_clear(files, found);
}

const struct check check_file_package = {
	.code = "file.package",
	.title = "A document holds a program behind an icon",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
