/* Office documents as packages (ECMA-376 part 2): relationships that lead out, fields of Word
 * (also in split runs, and spelled by QUOTE) and DDE links of Excel as facts; macros,
 * embedded files and other binary parts as files. Of pictures a few are looked at for QR
 * codes; fonts and the text itself are not unpacked, and binary workbooks (MS-XLSB) are not
 * read. */
#include "checks/file/open_ooxml.h"

#include "checks/file/zip_parts.h"
#include "parse/file/office_xml.h"

struct opening {
	struct file *file;
	struct arena *arena;
	struct ooxml_facts *facts;
};

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

/* --- relationships --- */

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

static void read_relationships(struct opening *in, const struct zip_entry *e)
{
	struct span rest = xml_bytes(in->arena, zip_part(in->file, e));
	struct xml_tag tag;
	struct span kind, target;
	while (xml_next(&rest, &tag)) {
		if (!office_xml_relationship(in->arena, &tag, &kind, &target))
			continue;
		reach_add_remote(
			in->file, &in->facts->reach, e->name, kind, target, e->offset);
		file_add_link(in->file, ooxml_link_role(kind), target, e->offset);
	}
}

/* --- fields, and links by DDE --- */

static void read_fields(struct opening *in, const struct zip_entry *e)
{
	struct span rest = xml_bytes(in->arena, zip_part(in->file, e));
	struct xml_tag tag;
	struct office_xml_fields fields = { .arena = in->arena };
	bool more = false;
	fields.fields =
		fields_create(in->arena, (size_t)in->file->files->job->budget.fields);
	while (xml_next(&rest, &tag))
		office_xml_field(&fields, &tag, e->offset);
	reach_add_fields(in->file, &in->facts->reach, e->name,
		fields_finish(fields.fields, &more));
	if (more)
		file_unread(in->file, GAP_LIMIT);
}

static void read_dde_link(struct opening *in, const struct zip_entry *e)
{
	struct span rest = xml_bytes(in->arena, zip_part(in->file, e));
	struct xml_tag tag;
	struct span ask;
	while (xml_next(&rest, &tag))
		if (office_xml_dde(in->arena, &tag, &ask))
			reach_add_dde(
				in->file, &in->facts->reach, e->name, ask, e->offset);
}

/* Excel locks a workbook whose sheets or windows may not be changed. */
static void read_workbook(struct opening *in, const struct zip_entry *e)
{
	struct span rest = xml_bytes(in->arena, zip_part(in->file, e));
	struct xml_tag tag;
	while (xml_next(&rest, &tag))
		in->facts->is_protected |=
			span_equal(tag.name, SPAN("workbookProtection"));
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

/* Of MS-XLSB, which is not read. */
static bool is_binary_sheet(struct span name)
{
	return is_below(name, SPAN("xl/")) && span_ends_with_nocase(name, SPAN(".bin")) &&
	       span_find_nocase(name, SPAN("vbaProject")) == SPAN_NONE &&
	       span_find_nocase(name, SPAN("activeX")) == SPAN_NONE &&
	       span_find_nocase(name, SPAN("printerSettings")) == SPAN_NONE;
}

static void read_part(struct opening *in, const struct zip_entry *e)
{
	struct span name = e->name;
	if (e->is_folder)
		return;
	if (span_ends_with_nocase(name, SPAN(".rels")))
		read_relationships(in, e);
	else if (is_below(name, SPAN("xl/externalLinks/")) &&
		 span_ends_with_nocase(name, SPAN(".xml")))
		read_dde_link(in, e);
	else if (span_equal_nocase(name, SPAN("xl/workbook.xml")))
		read_workbook(in, e);
	else if (has_fields(name))
		read_fields(in, e);
	else if (span_find_nocase(name, SPAN("/embeddings/")) != SPAN_NONE)
		zip_add_part(in->file, e, ROLE_EMBEDDED);
	else if (is_binary_sheet(name))
		file_unread(in->file, GAP_FORMAT);
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
	struct opening in = { f, a, arena_new(a, struct ooxml_facts) };
	in.facts->zip = *zip;
	f->type = TYPE_OOXML;
	f->facts = in.facts;
	for (size_t i = 0; i < zip->count; i++)
		read_part(&in, &zip->entries[i]);
	zip_look_at_pictures(f, zip, is_media);
}
