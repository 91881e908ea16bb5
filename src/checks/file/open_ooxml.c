/* Office documents as packages (ECMA-376 part 2): relationships that lead out, fields of Word
 * (also in split runs, and spelled by QUOTE) and what workbooks run and reach (open_workbook.c)
 * as facts; macros, embedded files and other binary parts as files. Of pictures a few are
 * looked at for QR codes; fonts are not unpacked. */
#include "checks/file/open_ooxml.h"

#include "checks/file/text.h"
#include "checks/file/zip_parts.h"
#include "parse/file/office_xml.h"
#include "parse/file/plain.h"

/* --- parts --- */

static bool is_below(struct span name, struct span folder)
{
	return span_starts_with_nocase(name, folder);
}

bool ooxml_is(const struct zip *zip)
{
	static const char *const folders[] = { "word/", "xl/", "ppt/", "visio/" };
	if (!zip_find(zip, SPAN("[Content_Types].xml")))
		return false;
	for (size_t i = 0; i < zip->count; i++)
		for (size_t k = 0; k < sizeof(folders) / sizeof(*folders); k++)
			if (is_below(zip->entries[i].name, span_from_cstr(folders[k])))
				return true;
	return false;
}

const struct ooxml_facts *ooxml_facts_of(const struct file *f)
{
	return f->type == TYPE_OOXML ? f->facts : NULL;
}

/* --- relationships --- */

enum { LINKS_MAX = 1000 };

enum link_role ooxml_link_role(struct span kind)
{
	static const struct {
		const char *kind;
		enum link_role role;
	} roles[] = { { "hyperlink", LINK_SHOWN }, { "image", LINK_LOADED },
		{ "video", LINK_LOADED }, { "audio", LINK_LOADED },
		{ "media", LINK_LOADED } };
	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++)
		if (span_equal(kind, span_from_cstr(roles[i].kind)))
			return roles[i].role;
	return LINK_OPENED;
}

bool ooxml_is_linked(const struct ooxml_opening *in, struct span name,
	bool (*is_kind)(const struct workbook_link *))
{
	for (const struct workbook_link *l = in->links; l; l = l->next)
		if (is_kind(l) && span_equal_nocase(l->target, name))
			return true;
	return false;
}

static void add_link(struct ooxml_opening *in, const struct workbook_link *found)
{
	if (in->link_count++ >= LINKS_MAX) {
		file_unread(in->file, GAP_LIMIT);
		return;
	}
	struct workbook_link *link = arena_new(in->arena, struct workbook_link);
	*link = *found;
	link->next = in->links;
	in->links = link;
}

static void read_relationships(struct ooxml_opening *in, const struct zip_entry *e)
{
	struct span rest = xml_bytes(in->arena, zip_part(in->file, e));
	struct xml_tag tag;
	struct span kind, target;
	struct workbook_link link;
	while (xml_next(&rest, &tag)) {
		if (workbook_link_read(in->arena, e->name, &tag, &link))
			add_link(in, &link);
		if (!office_xml_relationship(in->arena, &tag, &kind, &target))
			continue;
		reach_add_remote(
			in->file, &in->facts->reach, e->name, kind, target, e->offset);
		file_add_link(in->file, ooxml_link_role(kind), target, e->offset);
	}
}

/* --- fields --- */

static void read_fields(struct ooxml_opening *in, const struct zip_entry *e)
{
	struct span rest = xml_bytes(in->arena, zip_part(in->file, e));
	struct xml_tag tag;
	struct office_xml_fields fields = { .arena = in->arena };
	struct text words;
	bool more = false;
	text_init(&words, files_scratch(in->file->files), rest.n);
	fields.fields =
		fields_create(in->arena, (size_t)in->file->files->job->budget.fields);
	while (xml_next(&rest, &tag)) {
		office_xml_field(&fields, &tag, e->offset);
		plain_xml_tag(&words, &tag);
	}
	file_read_text(in->file, text_span(&words));
	reach_add_fields(in->file, &in->facts->reach, e->name,
		fields_finish(fields.fields, &more));
	if (more)
		file_unread(in->file, GAP_LIMIT);
}

/* --- which part is what --- */

/* Parts that hold nothing that is opened: pictures, fonts, sound, printers' settings. */
bool ooxml_is_still(struct span name)
{
	switch (file_type_family(file_type_of_name(name))) {
	case FAMILY_PICTURE:
	case FAMILY_MEDIA: return true;
	default: break;
	}
	return span_ends_with_nocase(name, SPAN(".odttf")) ||
	       span_ends_with_nocase(name, SPAN(".fntdata")) ||
	       span_ends_with_nocase(name, SPAN(".vml")) ||
	       span_ends_with_nocase(name, SPAN(".xml")) ||
	       span_ends_with_nocase(name, SPAN(".wdp")) ||
	       span_ends_with_nocase(name, SPAN(".pcz")) ||
	       span_find_nocase(name, SPAN("printerSettings")) != SPAN_NONE ||
	       span_find_nocase(name, SPAN("/revisions/")) != SPAN_NONE;
}

/* Parts of Word in which fields can stand. */
static bool has_fields(struct span name)
{
	return is_below(name, SPAN("word/")) &&
	       span_ends_with_nocase(name, SPAN(".xml")) &&
	       !is_below(name, SPAN("word/theme/")) &&
	       !is_below(name, SPAN("word/fontTable")) &&
	       !is_below(name, SPAN("word/media/"));
}

/* Parts of workbooks and presentations that hold their text. */
static bool has_text(struct span name)
{
	static const struct span PLACES[] = { SPAN("xl/sharedStrings"),
		SPAN("xl/comments"), SPAN("ppt/slides/"), SPAN("ppt/notesSlides/"),
		SPAN("ppt/comments") };
	for (size_t i = 0; i < sizeof(PLACES) / sizeof(*PLACES); i++)
		if (is_below(name, PLACES[i]))
			return true;
	return false;
}

static void read_text(struct ooxml_opening *in, const struct zip_entry *e)
{
	struct span part = zip_part(in->file, e);
	(span_ends_with_nocase(e->name, SPAN(".bin")) ? file_read_binary : file_read_xml)(
		in->file, part);
}

static bool is_relationships(const struct zip_entry *e)
{
	return !e->is_folder && span_ends_with_nocase(e->name, SPAN(".rels"));
}

static void read_part(struct ooxml_opening *in, const struct zip_entry *e)
{
	struct span name = e->name;
	if (e->is_folder || is_relationships(e))
		return;
	if (has_text(name))
		read_text(in, e);
	if (ooxml_read_workbook(in, e))
		return;
	if (ooxml_is_linked(in, name, workbook_link_is_code))
		zip_add_part(in->file, e, ROLE_PART);
	else if (has_fields(name))
		read_fields(in, e);
	else if (span_find_nocase(name, SPAN("/embeddings/")) != SPAN_NONE ||
		 ooxml_is_linked(in, name, workbook_link_is_embedded))
		zip_add_part(in->file, e, ROLE_EMBEDDED);
	else if (!ooxml_is_still(name))
		zip_add_part(in->file, e, ROLE_PART);
}

static bool is_media(struct span name)
{
	return span_find_nocase(name, SPAN("/media/")) != SPAN_NONE;
}

void open_ooxml(struct file *f, const struct zip *zip)
{
	struct arena *a = f->files->job->arena;
	struct ooxml_opening in = { f, a, arena_new(a, struct ooxml_facts), NULL, 0,
		NULL };
	f->type = TYPE_OOXML;
	f->facts = in.facts;
	/* Relationships say what other parts are, wherever they stand. */
	for (size_t i = 0; i < zip->count; i++)
		if (is_relationships(&zip->entries[i]))
			read_relationships(&in, &zip->entries[i]);
	for (size_t i = 0; i < zip->count; i++)
		read_part(&in, &zip->entries[i]);
	ooxml_finish_workbook(&in);
	zip_look_at_pictures(f, zip, is_media);
}
