/* Files that are something more dangerous than their name says, or than the letter declares:
 * a program called .jpg, a shortcut declared as a PDF. Only that direction counts: of 3,784
 * files of test suites 51 have another content than their name says, nearly all of them
 * broken on purpose, and none of them a program called a document.
 *
 * Leaves out: kinds of text that only a name tells apart, and one kind of document under the
 * name of another, which programs open all the same. */
#include "checks/file/file.h"

static bool is_read_or_seen(enum file_family family)
{
	return family == FAMILY_TEXT || family == FAMILY_PICTURE ||
	       family == FAMILY_MEDIA || family == FAMILY_DOCUMENT;
}

/* What runs or leads away when it is opened as what it is. */
static bool is_active(enum file_type type)
{
	switch (file_type_family(type)) {
	case FAMILY_PROGRAM:
	case FAMILY_SHORTCUT:
	case FAMILY_HELP: return true;
	case FAMILY_SCRIPT: return type != TYPE_VBA && type != TYPE_REG;
	default: return false;
	}
}

/* Documents may carry macros; nobody calls one a picture without a purpose. */
static bool is_document_as_picture(enum file_family named, enum file_type type)
{
	if (named != FAMILY_PICTURE && named != FAMILY_MEDIA)
		return false;
	switch (file_type_family(type)) {
	case FAMILY_DOCUMENT: return type != TYPE_PDF && type != TYPE_POSTSCRIPT;
	case FAMILY_DISK: return true;
	default: return type == TYPE_HTML;
	}
}

static enum file_family declared_family(struct span declared)
{
	static const struct {
		struct span head;
		enum file_family family;
	} rows[] = {
		{ SPAN("image/"), FAMILY_PICTURE },
		{ SPAN("audio/"), FAMILY_MEDIA },
		{ SPAN("video/"), FAMILY_MEDIA },
		{ SPAN("application/pdf"), FAMILY_DOCUMENT },
		{ SPAN("application/msword"), FAMILY_DOCUMENT },
		{ SPAN("application/vnd.openxmlformats"), FAMILY_DOCUMENT },
		{ SPAN("application/vnd.ms-excel"), FAMILY_DOCUMENT },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (span_starts_with_nocase(declared, rows[i].head))
			return rows[i].family;
	return FAMILY_UNKNOWN;
}

static bool say(struct file *f, const char *variant, struct span named)
{
	struct finding *found = file_hit(f, variant);
	finding_text(found, "named", named);
	finding_text(found, "content", span_from_cstr(file_type_words(f->type)));
	finding_text(found, "type", span_from_cstr(file_type_name(f->type)));
	return true;
}

static bool look_at(struct file *f)
{
	if (f->role == ROLE_PART || f->role == ROLE_SCRIPT || f->role == ROLE_CONTENT ||
		f->is_folder || f->is_symlink)
		return false;
	enum file_type named = file_type_of_name(f->base);
	enum file_family family = file_type_family(named);
	struct span words = span_from_cstr(file_type_words(named));
	if (named != f->type && is_read_or_seen(family) && is_active(f->type))
		return say(f, "active", words);
	if (is_document_as_picture(family, f->type))
		return say(f, "document", words);
	if (is_read_or_seen(declared_family(f->declared)) && is_active(f->type))
		return say(f, "declared", f->declared);
	return false;
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

const struct check check_file_type = {
	.code = "file.type",
	.title = "A file is something else than its name says",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
