/* Hangul documents in packages (OWPML): members of BinData as embedded files, scripts that are
 * more than what Hangul puts into every document as program text, links and what is fetched
 * from elsewhere, and the preview of the text as a part, as of the old form (open_hwp.c).
 * Locked parts are told by the list of OpenDocument and are a gap. */
#include "checks/file/open_odf.h"
#include "checks/file/open_ooxml.h"
#include "checks/file/openers.h"
#include "checks/file/text.h"
#include "checks/file/zip_parts.h"
#include "parse/file/hwp.h"
#include "parse/file/owpml.h"

file_opener open_hwpx;

struct opening {
	struct file *file;
	struct odf_facts *facts;
	struct odf_ciphered ciphered;
	struct zip_lock *lock;
	size_t sections, scripts;
};

static void add_script(struct opening *in, const struct zip_entry *e)
{
	struct file *f = in->file;
	struct span text = owpml_script_text(f->files->job->arena, zip_part(f, e));
	if (hwp_script_is_stock(text))
		return;
	struct file *child = file_add(f->files, f, ROLE_SCRIPT, e->name, text);
	if (child)
		child->type = TYPE_JAVASCRIPT;
}

static bool is_in(struct span name, struct span folder)
{
	return span_starts_with_nocase(name, folder);
}

/* Scripts may stand anywhere; those of the usual folder are read anyhow. */
static void add_named_script(struct opening *in, struct span name)
{
	enum { SCRIPTS_MAX = 50 };
	if (is_in(name, SPAN("Scripts/")) || odf_is_ciphered(&in->ciphered, name))
		return;
	if (in->scripts++ >= SCRIPTS_MAX) {
		file_unread(in->file, GAP_LIMIT);
		return;
	}
	const struct zip_entry *e = zip_find(in->file->zip, name);
	if (e)
		add_script(in, e);
}

static void read_xml(struct opening *in, const struct zip_entry *e)
{
	struct file *f = in->file;
	struct owpml_walk walk;
	struct owpml_item item;
	struct span part = zip_part(f, e);
	owpml_walk_begin(f->files->job->arena, part, &walk);
	while (owpml_walk_next(&walk, &item))
		switch (item.kind) {
		case OWPML_LINK:
			file_add_link(f, LINK_SHOWN, item.text, item.offset);
			break;
		case OWPML_REMOTE:
			reach_add_remote(f, &in->facts->reach, e->name,
				span_from_cstr(item.name), item.text, item.offset);
			file_add_link(f, ooxml_link_role(span_from_cstr(item.name)),
				item.text, item.offset);
			break;
		case OWPML_SCRIPT: add_named_script(in, item.text); break;
		}
	file_read_xml(f, part);
	if (walk.has_entities)
		file_unread(f, GAP_FORMAT);
	if (walk.is_broken)
		file_unread(f, GAP_DAMAGED);
}

static void add_member(struct opening *in, const struct zip_entry *e)
{
	struct file *child = file_add(in->file->files, in->file, ROLE_EMBEDDED, e->name,
		hwp_member(zip_part(in->file, e)));
	if (child)
		child->offset = e->offset;
}

static void add_preview(struct opening *in, const struct zip_entry *e)
{
	struct file *child = zip_add_part(in->file, e, ROLE_PART);
	if (child)
		child->type = TYPE_TEXT;
}

static void add_sealed(struct opening *in, const struct zip_entry *e)
{
	struct file *child =
		file_add(in->file->files, in->file, ROLE_EMBEDDED, e->name, SPAN(""));
	if (child)
		file_unread(child, GAP_SEALED);
}

static bool is_structure(struct span name)
{
	return is_in(name, SPAN("Preview/")) || is_in(name, SPAN("META-INF/")) ||
	       span_equal(name, SPAN("mimetype"));
}

static void read_part(struct opening *in, const struct zip_entry *e)
{
	struct span name = e->name;
	bool is_list = span_ends_with_nocase(name, SPAN(".hpf"));
	bool is_xml = is_list || span_ends_with_nocase(name, SPAN(".xml"));
	in->sections += is_in(name, SPAN("Contents/")) && is_xml && !is_list;
	if (e->is_folder)
		return;
	if (odf_is_ciphered(&in->ciphered, name)) {
		if (is_in(name, SPAN("BinData/")))
			add_sealed(in, e);
		return;
	}
	if (is_in(name, SPAN("BinData/")))
		add_member(in, e);
	else if (is_in(name, SPAN("Scripts/")))
		add_script(in, e);
	else if (is_xml)
		read_xml(in, e);
	else if (span_equal_nocase(name, SPAN("Preview/PrvText.txt")))
		add_preview(in, e);
	else if (!is_structure(name))
		zip_add_member(in->file, e, in->lock);
}

void open_hwpx(struct file *f)
{
	struct opening in = { .file = f,
		.facts = arena_new(f->files->job->arena, struct odf_facts) };
	f->facts = in.facts;
	if (!f->zip)
		return;
	in.lock = zip_lock_create(f);
	in.ciphered = odf_ciphered_of(f);
	for (size_t i = 0; i < f->zip->count; i++)
		read_part(&in, &f->zip->entries[i]);
	if (!in.sections)
		file_unread(f, GAP_DAMAGED);
}
