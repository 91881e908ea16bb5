/* OneNote sections with a program, script or shortcut in them: one click on a picture opens
 * it. What it is is told by its bytes and, since scripts have no mark of their own, by its
 * name and its first words.
 *
 * Left out: documents in a section, which are judged as files of their own. */
#include "checks/file/came.h"
#include "parse/file/onenote.h"

static bool is_active(enum file_type type)
{
	switch (file_type_family(type)) {
	case FAMILY_PROGRAM:
	case FAMILY_SCRIPT:
	case FAMILY_SHORTCUT:
	case FAMILY_HELP:
	case FAMILY_OPENER: return type != TYPE_ICS && type != TYPE_VBA;
	default:
		return type == TYPE_JAVASCRIPT || type == TYPE_SHELL ||
		       type == TYPE_PYTHON;
	}
}

static bool is_script_text(struct file *f)
{
	static const char *const words[] = { "@echo", "powershell", "wscript.", "<script",
		"createobject(", "cmd/c", "cmd.exe", "mshta", "rundll32", "<hta:", NULL };
	if (f->type != TYPE_TEXT && f->type != TYPE_XML && f->type != TYPE_HTML)
		return false;
	struct text t;
	text_init(&t, f->files->job->arena, 8192);
	squeeze(&t, span_take(file_words(f), 8192));
	return find_word(text_span(&t), words).n > 0;
}

static bool judge_child(struct file *f)
{
	if (!is_active(f->type) && !is_active(file_type_of_name(f->base)) &&
		!is_script_text(f))
		return false;
	struct finding *found = file_hit_at(f, NULL, span_take(f->bytes, 60), f->offset);
	finding_text(found, "note", file_shown(f->parent)->base);
	return true;
}

/* Names that could not be given to one of the files. */
static bool judge_names(struct file *f, const struct onenote *note)
{
	for (size_t i = 0; i < note->name_count; i++) {
		if (!is_active(file_type_of_name(note->names[i])))
			continue;
		struct finding *found = file_hit(f, "name");
		finding_text(found, "quote", note->names[i]);
		return true;
	}
	return false;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next) {
		if (f->parent && f->parent->type == TYPE_ONENOTE &&
			f->role == ROLE_EMBEDDED)
			found |= judge_child(f);
		const struct onenote *note = f->type == TYPE_ONENOTE ? f->facts : NULL;
		if (note && note->count > 0 && note->count != note->name_count)
			found |= judge_names(f, note);
	}
	files_say_clear(files, found);
}

const struct check check_file_note = {
	.code = "file.note",
	.title = "A OneNote notebook holds a program",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
