/* Files that are two things at once (polyglots): a picture, a document or an installer that is
 * a zip archive as well, a picture that a browser runs as a page. A filter that looks at one of
 * the two lets the other through; installers that are Java programs too came so (CVE-2020-1464).
 *
 * Leaves out what is usual: programs, scripts and extensions with an archive behind them, and
 * the small packages that Office keeps in its old formats for newer versions (themes, shapes).
 * Both formats are files of the list, judged like any other. */
#include "checks/file/open_ooxml.h"

static bool is_host(const struct file *f)
{
	switch (file_type_family(f->type)) {
	case FAMILY_PICTURE:
	case FAMILY_MEDIA:
	case FAMILY_DOCUMENT:
	case FAMILY_PAGE:
	case FAMILY_LETTER:
	case FAMILY_ARCHIVE:
	case FAMILY_DISK:
	case FAMILY_SHORTCUT: return true;
	default: return f->type == TYPE_MSI;
	}
}

/* Runs when it is opened under the right name. */
static bool is_active(const struct file *second)
{
	switch (second->type) {
	case TYPE_JAR:
	case TYPE_APK:
	case TYPE_HTML:
	case TYPE_HTA: return true;
	default: return false;
	}
}

/* A package that is no document; Outlook keeps themes in letters too. */
static bool is_of_office(const struct file *f, const struct file *second)
{
	enum file_family family = file_type_family(f->type);
	return (family == FAMILY_DOCUMENT || family == FAMILY_LETTER) &&
	       second->type == TYPE_OOXML && !ooxml_facts_of(second);
}

static bool look_at(struct file *f)
{
	const struct file *second = f->second;
	if (!second || !is_host(f) || is_of_office(f, second))
		return false;
	bool is_program = is_active(second);
	/* Installers bring archives; of a PDF file.pdf.odd says it. */
	if (!is_program && (f->type == TYPE_MSI || f->type == TYPE_PDF))
		return false;
	struct finding *found = file_hit(f, is_program ? "active" : NULL);
	finding_text(found, "content", span_from_cstr(file_type_words(f->type)));
	finding_text(found, "second", span_from_cstr(file_type_words(second->type)));
	finding_number(found, "offset", (int64_t)second->offset);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	enum { SAID_MAX = 20 };
	struct files *files = files_of(on);
	unsigned said = 0;
	(void)job;
	for (struct file *f = files->first; f && said < SAID_MAX; f = f->next)
		said += look_at(f);
	files_say_clear(files, said > 0);
}

const struct check check_file_polyglot = {
	.code = "file.polyglot",
	.title = "A file is two things at once",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
