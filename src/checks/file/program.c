/* Programs that came by letter, alone or in an archive: people who offer jobs or deals do not
 * need to send one. On its own that a file is a program is no more than a fact, and in a
 * folder of other files nothing at all. Java archives and installers, whose content is that
 * of an archive or a compound file, are known by their names too.
 *
 * Leaves out: scripts and shortcuts, which have checks of their own, and byte code of Java,
 * Python and WebAssembly, which needs something else to run it. */
#include "parse/file/program.h"
#include "checks/file/file.h"

enum { SAID_MAX = 20 };

static bool runs_by_name(const struct file *f)
{
	enum file_type named = file_type_of_name(f->base);
	switch (f->type) {
	case TYPE_ZIP:
		return named == TYPE_JAR || named == TYPE_APK || named == TYPE_MSIX ||
		       named == TYPE_CRX || named == TYPE_VSIX;
	case TYPE_OLE: return named == TYPE_MSI;
	case TYPE_XAR: return true;
	default: return false;
	}
}

static bool is_program(const struct file *f)
{
	if (f->is_folder || f->is_symlink || f->role == ROLE_PART)
		return false;
	if (f->type == TYPE_CLASS || f->type == TYPE_PYC || f->type == TYPE_WASM ||
		f->type == TYPE_DEX)
		return false;
	return file_type_family(f->type) == FAMILY_PROGRAM || runs_by_name(f);
}

/* A program within a program is told by the outer one. */
static bool is_within_program(const struct file *f)
{
	for (f = f->parent; f; f = f->parent)
		if (is_program(f))
			return true;
	return false;
}

static const char *variant_of(const struct file *f)
{
	const struct file *root = f;
	while (root->parent)
		root = root->parent;
	if (root->type == TYPE_FOLDER)
		return NULL;
	if (f->files->letter)
		return f->parent ? "packed" : "attached";
	return f->parent ? "inside" : "alone";
}

static bool look_at(struct file *f)
{
	if (!is_program(f) || is_within_program(f))
		return false;
	const char *variant = variant_of(f);
	if (!variant)
		return false;
	finding_text(
		file_hit(f, variant), "type", span_from_cstr(file_type_words(f->type)));
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	size_t said = 0;
	(void)job;
	for (struct file *f = files->first; f && said < SAID_MAX; f = f->next)
		said += look_at(f);
	files_say_clear(files, said > 0);
}

const struct check check_file_program = {
	.code = "file.program",
	.title = "A file is a program",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
