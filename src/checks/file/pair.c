/* Archives of few files with a program and what it is there for: a viewer together with the
 * document that "only it can open", or a program beside a library of the same folder, which
 * it loads in place of the system's (MITRE ATT&CK T1574.002). Both were used by Lazarus with
 * changed viewers (SumatraPDF, muPDF) and remote desktop programs.
 *
 * Leaves out: archives of more than twelve files, as installers and programs have. */
#include "checks/file/file.h"
#include "parse/file/program.h"

enum { FEW_FILES = 12 };

static bool is_program(const struct file *f)
{
	return f->type == TYPE_PE || f->type == TYPE_MACHO || f->type == TYPE_ELF;
}

static bool is_library(const struct file *f)
{
	const struct program *p = f->facts;
	return is_program(f) && p && p->is_library;
}

static bool is_viewer(struct span name)
{
	static const struct span words[] = { SPAN("pdf"), SPAN("viewer"), SPAN("reader"),
		SPAN("putty"), SPAN("vnc"), SPAN("kitty"), SPAN("anydesk") };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (span_find_nocase(name, words[i]) != SPAN_NONE)
			return true;
	return false;
}

static struct span folder_of(const struct file *f)
{
	return span_take(f->name, f->name.n - f->base.n);
}

static size_t members_of(const struct file *archive)
{
	size_t n = 0;
	for (const struct file *f = archive->next; f; f = f->next)
		n += f->parent == archive && !f->is_folder;
	return n;
}

static const char *variant_of(const struct file *program, const struct file *other)
{
	if (is_library(other) && span_equal(folder_of(program), folder_of(other)))
		return "library";
	enum file_family family = file_type_family(other->type);
	return family == FAMILY_DOCUMENT && is_viewer(program->base) ? "viewer" : NULL;
}

static bool look_at(struct file *archive)
{
	if (file_type_family(archive->type) != FAMILY_ARCHIVE &&
		file_type_family(archive->type) != FAMILY_DISK)
		return false;
	if (archive->type == TYPE_FOLDER || members_of(archive) > FEW_FILES)
		return false;
	for (struct file *f = archive->next; f; f = f->next) {
		if (f->parent != archive || !is_program(f) || is_library(f))
			continue;
		for (struct file *o = archive->next; o; o = o->next) {
			const char *variant =
				o->parent == archive ? variant_of(f, o) : NULL;
			if (!variant)
				continue;
			finding_text(file_hit(f, variant), "other", o->base);
			return true;
		}
	}
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

const struct check check_file_pair = {
	.code = "file.pair",
	.title = "A program comes with what it is to open or load",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
