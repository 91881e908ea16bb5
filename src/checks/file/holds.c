/* Archives and disk images in which something lies that a click runs: programs, scripts,
 * shortcuts, help files, further images. By content where it could be read, and by name, which
 * a locked archive tells too.
 *
 * Honest archives of programs are many: one with more than a few files, or with the text of
 * programs, is a project or a piece of software and is not spoken of. What is left is the
 * lure: one active file, alone or beside documents. Strong only where the archive is locked,
 * the name pretends to be a document, or a script or shortcut lies beside documents: programs
 * have their manual beside them, those have not. */
#include "checks/file/came.h"

enum { FEW_FILES = 8, SAID_MAX = 20 };

struct holding {
	size_t files, active, code, documents;
	bool bait;	    /* active in a way that honest software is not handed out */
	struct file *first; /* the first active one */
	bool sealed, disguised;
};

static bool is_active_type(enum file_type type)
{
	switch (file_type_family(type)) {
	case FAMILY_PROGRAM:
	case FAMILY_SCRIPT:
	case FAMILY_SHORTCUT:
	case FAMILY_HELP:
	case FAMILY_DISK: return true;
	case FAMILY_OPENER: return type != TYPE_ICS;
	default: return false;
	}
}

/* Java byte code and macros are pieces of something else; a link to a web page is what a
 * link in a letter is; programs of Linux do not start at a click (one called as a document
 * is file.type's to say). */
static bool is_piece(enum file_type type)
{
	return type == TYPE_CLASS || type == TYPE_PYC || type == TYPE_WASM ||
	       type == TYPE_VBA || type == TYPE_INF || type == TYPE_URL ||
	       type == TYPE_WEBLOC || type == TYPE_ELF;
}

static bool is_bait(const struct file *f)
{
	enum file_type type = f->type;
	if (!is_active_type(type))
		type = file_type_of_name(f->base);
	return file_type_family(type) != FAMILY_PROGRAM && !is_project_text(type);
}

static bool is_script_name(struct span name)
{
	struct span e = file_extension(name);
	return span_equal_nocase(e, SPAN("js")) || span_equal_nocase(e, SPAN("jse"));
}

static bool is_active(const struct file *f)
{
	enum file_type named = file_type_of_name(f->base);
	if (is_piece(f->type))
		return false;
	return is_active_type(f->type) || is_active_type(named) ||
	       is_script_name(f->base);
}

static bool is_document_name(struct span name)
{
	enum file_family family = file_type_family(file_type_of_name(name));
	return family == FAMILY_DOCUMENT || family == FAMILY_PICTURE ||
	       family == FAMILY_TEXT;
}

/* "CV.pdf.lnk", "CV.pdf       .exe" */
static bool is_disguised(const struct file *f)
{
	struct span extension = file_extension(f->base), stem = f->base;
	size_t dot = span_rfind_byte(stem, '.');
	if (extension.n == 0 || dot == SPAN_NONE)
		return false;
	stem = span_trim(span_take(stem, dot));
	return file_extension(stem).n > 0 && is_document_name(stem);
}

static void count(struct holding *h, struct file *f)
{
	if (f->is_folder || f->is_symlink)
		return;
	h->files++;
	if (f->lock == LOCK_CLOSED || f->lock == LOCK_OPENED_TOLD)
		h->sealed = true;
	if (is_active(f)) {
		h->active++;
		h->disguised |= is_disguised(f);
		h->bait |= is_bait(f);
		if (!h->first || is_disguised(f))
			h->first = f;
	} else if (file_type_family(f->type) == FAMILY_CODE) {
		h->code++;
	} else if (is_document_name(f->base)) {
		h->documents +=
			file_type_family(file_type_of_name(f->base)) == FAMILY_DOCUMENT;
	}
}

/* Members stand behind one another in the list of all. */
static struct holding held_by(struct file *archive)
{
	struct holding h = { 0 };
	for (struct file *f = archive->next; f; f = f->next)
		if (f->parent == archive && f->role == ROLE_MEMBER)
			count(&h, f);
	return h;
}

/* What a package or an installer is packed in is no lure. */
static bool is_of_program(const struct file *f)
{
	for (f = f->parent; f; f = f->parent)
		if (file_type_family(f->type) == FAMILY_PROGRAM)
			return true;
	return false;
}

static bool is_container(const struct file *f)
{
	enum file_family family = file_type_family(f->type);
	return (family == FAMILY_ARCHIVE || family == FAMILY_DISK) &&
	       f->type != TYPE_FOLDER && !is_of_program(f);
}

static const char *variant_of(const struct holding *h)
{
	if (h->disguised)
		return "disguised";
	if (h->active == 1 && h->sealed)
		return "sealed";
	if (h->active == 1 && h->bait && h->documents)
		return "decoy";
	return h->active == 1 ? "single" : NULL;
}

static bool judge(struct file *archive)
{
	struct holding h = held_by(archive);
	bool lure = h.active > 0 && h.code == 0 && h.files <= FEW_FILES &&
		    (h.bait || !holds_project(archive));
	if (!lure && !h.disguised)
		return false;
	struct finding *found = file_hit(archive, variant_of(&h));
	finding_text(found, "member", h.first->name);
	finding_number(found, "files", (int64_t)h.files);
	finding_number(found, "documents", (int64_t)h.documents);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	unsigned said = 0, looked = 0;
	enum { LOOKED_MAX = 200 };
	for (struct file *f = files->first; f && said < SAID_MAX; f = f->next) {
		if (!is_container(f) || looked++ > LOOKED_MAX)
			continue;
		said += judge(f);
		job_breathe(job);
	}
	files_say_clear(files, said > 0);
}

const struct check check_file_holds = {
	.code = "file.holds",
	.title = "An archive holds something that a click runs",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
