/* Workbooks in packages as XML: which sheets are macro sheets is said by relationships
 * (MS-OFFMACRO2 2.2.1.5: xlMacrosheet, xlIntlMacrosheet), whether they are shown by the
 * workbook part, which also has the names that start by themselves (ECMA-376 part 1, 18.2.5);
 * formulas stand in "f" as text. Of worksheets nothing is read here. */
#include "parse/file/workbook.h"

#include "base/text.h"
#include "parse/file/formula.h"

enum { TARGET_MAX = 1000 };

/* --- relationships --- */

/* "xl/" of "xl/_rels/workbook.xml.rels". */
static struct span folder_of(struct span part)
{
	size_t at = span_find_nocase(part, SPAN("_rels/"));
	return at == SPAN_NONE ? SPAN("") : span_take(part, at);
}

/* Names are relative to the folder or begin with a stroke; dots lead up (RFC 3986 5.2.4). */
static struct span resolve(struct arena *a, struct span folder, struct span target)
{
	struct text t;
	text_init(&t, a, TARGET_MAX);
	if (!span_starts_with(target, SPAN("/")))
		text_add(&t, folder);
	while (target.p) {
		struct span step = span_split(&target, '/');
		if (span_equal(step, SPAN(".."))) {
			size_t n = t.n ? t.n - 1 : 0;
			size_t at = span_rfind_byte(span_of(t.p, n), '/');
			t.n = at == SPAN_NONE ? 0 : at + 1;
		} else if (step.n && !span_equal(step, SPAN("."))) {
			text_add(&t, step);
			if (target.p)
				text_add_byte(&t, '/');
		}
	}
	return text_span(&t);
}

bool workbook_link_read(struct arena *a, struct span part, const struct xml_tag *tag,
	struct workbook_link *r)
{
	if (!span_equal(tag->name, SPAN("Relationship")) || tag->is_end ||
		span_equal_nocase(
			xml_attribute(a, tag, SPAN("TargetMode")), SPAN("External")))
		return false;
	struct span kind = xml_attribute(a, tag, SPAN("Type"));
	size_t slash = span_rfind_byte(kind, '/');
	struct span target = xml_attribute(a, tag, SPAN("Target"));
	*r = (struct workbook_link){ .id = xml_attribute(a, tag, SPAN("Id")),
		.kind = slash == SPAN_NONE ? kind : span_skip(kind, slash + 1),
		.target = target };
	if (!workbook_link_is_macro(r) && !workbook_link_is_book(r) &&
		!workbook_link_is_code(r) && !workbook_link_is_embedded(r))
		return false;
	r->target = resolve(a, folder_of(part), target);
	return true;
}

bool workbook_link_is_macro(const struct workbook_link *link)
{
	return span_equal_nocase(link->kind, SPAN("xlMacrosheet")) ||
	       span_equal_nocase(link->kind, SPAN("xlIntlMacrosheet"));
}

bool workbook_link_is_book(const struct workbook_link *link)
{
	return span_equal_nocase(link->kind, SPAN("officeDocument"));
}

bool workbook_link_is_code(const struct workbook_link *link)
{
	return span_equal_nocase(link->kind, SPAN("vbaProject"));
}

bool workbook_link_is_embedded(const struct workbook_link *link)
{
	return span_equal_nocase(link->kind, SPAN("oleObject")) ||
	       span_equal_nocase(link->kind, SPAN("package"));
}

/* --- for both forms --- */

void workbook_note_sheet(const struct workbook_link *links, struct span id,
	struct span name, bool is_hidden, struct workbook_facts *facts)
{
	facts->sheets++;
	while (links && !(workbook_link_is_macro(links) && span_equal(links->id, id)))
		links = links->next;
	if (!links)
		return;
	if (!facts->macro_sheets++)
		facts->macro_sheet = name;
	facts->hidden_macro_sheets += is_hidden;
}

void workbook_note_name(struct span name, struct workbook_facts *facts)
{
	static const struct span autos[] = { SPAN("auto_open"), SPAN("auto_close"),
		SPAN("auto_activate"), SPAN("auto_deactivate") };
	if (span_starts_with_nocase(name, SPAN("_xlnm.")))
		name = span_skip(name, 6);
	for (size_t i = 0; i < sizeof(autos) / sizeof(*autos); i++)
		if (!facts->auto_name.n && span_starts_with_nocase(name, autos[i]))
			facts->auto_name = name;
}

/* --- parts of XML --- */

enum got workbook_xml_read(struct arena *a, struct span bytes,
	const struct workbook_link *links, struct workbook_facts *facts)
{
	struct span rest = xml_bytes(a, bytes);
	struct xml_tag tag;
	while (xml_next(&rest, &tag)) {
		if (tag.is_end)
			continue;
		if (span_equal(tag.name, SPAN("sheet"))) {
			struct span state = xml_attribute(a, &tag, SPAN("state"));
			workbook_note_sheet(links, xml_attribute(a, &tag, SPAN("id")),
				xml_attribute(a, &tag, SPAN("name")),
				span_find_nocase(state, SPAN("hidden")) != SPAN_NONE,
				facts);
		} else if (span_equal(tag.name, SPAN("definedName"))) {
			workbook_note_name(xml_attribute(a, &tag, SPAN("name")), facts);
		}
		facts->is_protected |= span_equal(tag.name, SPAN("workbookProtection"));
	}
	return GOT_ALL;
}

static void note_call(struct workbook_call *call, const char *function, struct span text,
	uint64_t offset)
{
	if (function && !call->function)
		*call = (struct workbook_call){ function, text, offset };
}

enum got macro_sheet_xml_read(
	struct arena *a, struct span bytes, uint64_t offset, struct workbook_facts *facts)
{
	struct span rest = xml_bytes(a, bytes);
	struct xml_tag tag;
	while (xml_next(&rest, &tag)) {
		struct formula f;
		if (!tag.is_end || !span_equal(tag.name, SPAN("f")))
			continue;
		formula_read(xml_text(a, tag.text), &f);
		facts->formulas++;
		note_call(&facts->runs, f.runs, f.string, offset);
		note_call(&facts->writes, f.writes, f.string, offset);
	}
	return GOT_ALL;
}
