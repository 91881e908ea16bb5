/* The parts that only workbooks in packages have, as XML or in binary records: the workbook
 * itself, macro sheets of Excel 4, links by DDE. What a part is, relationships say; a part in
 * the usual folder of macro sheets is one without them too, for who reads it may be more
 * lenient than we are. */
#include "checks/file/open_ooxml.h"
#include "checks/file/zip_parts.h"
#include "parse/file/office_xml.h"

static bool is_in(struct span name, struct span folder)
{
	return span_starts_with_nocase(name, folder);
}

static bool is_binary(struct span name)
{
	return span_ends_with_nocase(name, SPAN(".bin"));
}

static bool is_book(const struct ooxml_opening *in, struct span name)
{
	if (is_in(name, SPAN("word/")) || is_in(name, SPAN("ppt/")) ||
		is_in(name, SPAN("visio/")))
		return false;
	return span_equal_nocase(name, SPAN("xl/workbook.xml")) ||
	       span_equal_nocase(name, SPAN("xl/workbook.bin")) ||
	       ooxml_is_linked(in, name, workbook_link_is_book);
}

/* An index of a binary sheet's rows stands beside it. */
static bool is_macro_sheet(const struct ooxml_opening *in, struct span name)
{
	bool usual = is_in(name, SPAN("xl/macrosheets/")) &&
		     (span_ends_with_nocase(name, SPAN(".xml")) || is_binary(name)) &&
		     !is_in(file_base_name(name), SPAN("binaryIndex"));
	return usual || ooxml_is_linked(in, name, workbook_link_is_macro);
}

static void told(struct ooxml_opening *in, enum got got)
{
	if (got != GOT_ALL)
		file_unread(in->file, GAP_DAMAGED);
}

static void read_book(struct ooxml_opening *in, const struct zip_entry *e)
{
	told(in, (is_binary(e->name) ? workbook_bin_read : workbook_xml_read)(
			 in->arena, zip_part(in->file, e), in->links, &in->facts->book));
}

static void read_macro_sheet(struct ooxml_opening *in, const struct zip_entry *e)
{
	struct workbook_facts *book = &in->facts->book;
	told(in, (is_binary(e->name) ? macro_sheet_bin_read : macro_sheet_xml_read)(
			 in->arena, zip_part(in->file, e), e->offset, book));
	in->macro_sheet = e;
}

static void read_link(struct ooxml_opening *in, const struct zip_entry *e)
{
	struct span rest = zip_part(in->file, e), ask;
	struct xml_tag tag;
	if (is_binary(e->name)) {
		ask = workbook_bin_dde(in->arena, rest);
		if (ask.p)
			reach_add_dde(
				in->file, &in->facts->reach, e->name, ask, e->offset);
		return;
	}
	rest = xml_bytes(in->arena, rest);
	while (xml_next(&rest, &tag))
		if (office_xml_dde(in->arena, &tag, &ask))
			reach_add_dde(
				in->file, &in->facts->reach, e->name, ask, e->offset);
}

/* Binary parts in which queries of other sources stand; they are not read. */
static bool is_query(struct span name)
{
	return is_binary(name) &&
	       (span_find_nocase(name, SPAN("connections")) != SPAN_NONE ||
		       span_find_nocase(name, SPAN("queryTable")) != SPAN_NONE);
}

/* Binary records of sheets, styles and strings: they begin like no file that is opened. */
static bool is_still(const struct zip_entry *e)
{
	unsigned char room[64];
	size_t n;
	if (!is_binary(e->name) || zip_is_encrypted(e))
		return false;
	zip_unpack(e->packed, e->method, e->crc, true, room, sizeof(room), &n);
	enum file_type type = file_type_taste(span_of(room, n), e->size, SPAN(""));
	return type == TYPE_UNKNOWN || type == TYPE_EMPTY;
}

bool ooxml_read_workbook(struct ooxml_opening *in, const struct zip_entry *e)
{
	struct span name = e->name;
	if (is_book(in, name))
		read_book(in, e);
	else if (is_macro_sheet(in, name))
		read_macro_sheet(in, e);
	else if (!is_in(name, SPAN("xl/")))
		return false;
	else if (is_in(name, SPAN("xl/externalLinks/")) &&
		 (span_ends_with_nocase(name, SPAN(".xml")) || is_binary(name)))
		read_link(in, e);
	else if (is_query(name))
		file_unread(in->file, GAP_FORMAT);
	else
		return is_still(e);
	return true;
}

void ooxml_finish_workbook(struct ooxml_opening *in)
{
	struct workbook_facts *book = &in->facts->book;
	if (!in->macro_sheet || book->macro_sheets)
		return;
	book->macro_sheets = 1; /* that the workbook does not list */
	book->sheets += !book->sheets;
	book->macro_sheet = in->macro_sheet->name;
}
