/* Files that are two things at once. Programs look for a zip archive from the end of a file,
 * for a PDF in its first kilobyte, for tags of HTML anywhere: so the same bytes are a picture or
 * an installer for one and an archive or a page for another, and whoever reads only the first
 * misses what the other runs. What the first format's opener added already is not read twice.
 *
 * A zip is looked for in all that is no archive or disk image; in those, where members may lie
 * as they are, only when the name has them opened as one. */
#include "checks/file/openers.h"
#include "parse/file/zip.h"

enum { PDF_HEAD = 1024, PAGE_HEAD = 1 << 20 };

static bool is_container(const struct file *f)
{
	enum file_family family = file_type_family(f->type);
	return family == FAMILY_ARCHIVE || family == FAMILY_DISK;
}

static bool is_zip_name(struct span name)
{
	switch (file_type_of_name(name)) {
	case TYPE_ZIP:
	case TYPE_JAR:
	case TYPE_APK:
	case TYPE_OOXML:
	case TYPE_ODF:
	case TYPE_EPUB:
	case TYPE_VSIX:
	case TYPE_MSIX: return true;
	default: return false;
	}
}

/* An object or attachment that is this very archive, or holds it. */
static bool is_added(const struct file *f, struct span bytes)
{
	for (const struct file *c = f->next; c; c = c->next)
		if (c->parent == f && span_find(c->bytes, bytes) != SPAN_NONE)
			return true;
	return false;
}

static void add(struct file *f, enum file_type type, struct span bytes)
{
	if (is_added(f, bytes))
		return;
	f->second = file_add(f->files, f, ROLE_EMBEDDED, f->base, bytes);
	if (!f->second)
		return;
	f->second->type = type;
	f->second->offset = (uint64_t)(bytes.p - f->bytes.p);
}

static bool has_tags(struct span s)
{
	return span_find_nocase(s, SPAN("<script")) != SPAN_NONE ||
	       span_find_nocase(s, SPAN("<html")) != SPAN_NONE;
}

/* What the name has it opened as, when those bytes are in it. */
static void open_by_name(struct file *f)
{
	enum file_type named = file_type_of_name(f->base);
	if (named == f->type)
		return;
	if (named == TYPE_PDF && file_type_family(f->type) != FAMILY_TEXT &&
		span_find(span_take(f->bytes, PDF_HEAD), SPAN("%PDF-")) != SPAN_NONE)
		add(f, TYPE_PDF, f->bytes);
	if ((named == TYPE_HTML || named == TYPE_HTA) &&
		file_type_family(f->type) != FAMILY_PAGE && f->type != TYPE_HTA &&
		has_tags(span_take(f->bytes, PAGE_HEAD)))
		add(f, named, f->bytes);
}

void open_second(struct file *f)
{
	/* What a document is made of, and what was read as something else already. */
	bool is_piece = f->role == ROLE_PART || f->role == ROLE_SCRIPT;
	if (is_piece || f->second || (f->parent && f->parent->second == f))
		return;
	if (!f->zip && (!is_container(f) || is_zip_name(f->base))) {
		struct span zip = zip_within(f->bytes);
		if (zip.n)
			add(f, TYPE_ZIP, zip);
	}
	if (!f->second)
		open_by_name(f);
}
