/* Names that end like a document and then once more like a program, a script or a shortcut:
 * "CV.pdf.lnk". Systems hide the last ending, so the eye reads a document (MITRE ATT&CK
 * T1036.007). Among 737,306 names of an ordinary system none is like that.
 *
 * Leaves out: libraries (.dll), whose honest names have such middles, and in a folder of
 * program text the endings of program text. */
#include "checks/file/file.h"
#include "parse/file/name.h"

static bool is_in_project(const struct file *f)
{
	while (f->parent)
		f = f->parent;
	return f->type == TYPE_FOLDER;
}

static const char *variant_of(const struct name_look *look, const struct file *f)
{
	switch (look->act) {
	case NAME_PROGRAM: return "program";
	case NAME_SCRIPT: return "script";
	case NAME_SHORTCUT: return "shortcut";
	case NAME_LINK: return "link";
	case NAME_SOURCE: return is_in_project(f) ? NULL : "script";
	default: return NULL;
	}
}

static bool look_at(struct file *f)
{
	if (f->role == ROLE_PART || f->role == ROLE_SCRIPT || f->is_folder)
		return false;
	struct name_look look = name_look(f->name);
	const char *variant = look.decoy.n ? variant_of(&look, f) : NULL;
	if (!variant)
		return false;
	struct finding *found = file_hit(f, variant);
	finding_text(found, "decoy", look.decoy);
	finding_text(found, "extension", look.extension);
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

const struct check check_file_name_extension = {
	.code = "file.name.extension",
	.title = "A program is named like a document",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
