/* Office documents as one text of XML: WordprocessingML and SpreadsheetML of 2003 (Microsoft
 * Office 2003 XML Reference Schemas) and whole packages as XML ("Flat OPC": pkg:package of
 * http://schemas.microsoft.com/office/2006/xmlPackage with the parts of ECMA-376 part 2).
 *
 * One walk over all tags serves the three, for their names do not contradict each other:
 * fields (w:instrText, w:fldChar, w:fldSimple are alike in 2003 and in ECMA-376), what is
 * fetched or linked, DDE, and parts in base64 (w:binData, pkg:binaryData, w:ocx): macros,
 * objects, pictures. So where a part stands and what it is called decides nothing. Leaves out:
 * text, numbers, styles. */
#include "parse/file/office_xml.h"

#include "base/codec.h"
#include "base/text.h"
#include "parse/file/formula.h"

enum { ASK_MAX = 64 << 10 };

/* --- tags --- */

void office_xml_field(
	struct office_xml_fields *s, const struct xml_tag *tag, uint64_t offset)
{
	if (s->in_code)
		fields_text(s->fields, xml_text(s->arena, tag->text));
	s->in_code = span_equal(tag->name, SPAN("instrText")) && !tag->is_end &&
		     !tag->is_empty;
	if (span_equal(tag->name, SPAN("fldSimple")) && !tag->is_end)
		fields_instruction(
			s->fields, xml_attribute(s->arena, tag, SPAN("instr")), offset);
	if (!span_equal(tag->name, SPAN("fldChar")) || tag->is_end)
		return;
	struct span kind = xml_attribute(s->arena, tag, SPAN("fldCharType"));
	if (span_equal(kind, SPAN("begin")))
		fields_begin(s->fields, offset);
	else if (span_equal(kind, SPAN("separate")))
		fields_separate(s->fields);
	else if (span_equal(kind, SPAN("end")))
		fields_end(s->fields);
}

bool office_xml_relationship(struct arena *a, const struct xml_tag *tag,
	struct span *kind_r, struct span *target_r)
{
	if (!span_equal(tag->name, SPAN("Relationship")) || tag->is_end)
		return false;
	struct span mode = xml_attribute(a, tag, SPAN("TargetMode"));
	struct span kind = xml_attribute(a, tag, SPAN("Type"));
	size_t slash = span_rfind_byte(kind, '/');
	*kind_r = slash == SPAN_NONE ? kind : span_skip(kind, slash + 1);
	*target_r = xml_attribute(a, tag, SPAN("Target"));
	return span_equal_nocase(mode, SPAN("External"));
}

static struct span ask_of(struct arena *a, struct span service, struct span topic)
{
	struct text t;
	text_init(&t, a, ASK_MAX);
	text_add(&t, service);
	text_add_byte(&t, ' ');
	text_add(&t, topic);
	return text_span(&t);
}

bool office_xml_dde(struct arena *a, const struct xml_tag *tag, struct span *ask_r)
{
	if (!span_equal(tag->name, SPAN("ddeLink")) || tag->is_end)
		return false;
	*ask_r = ask_of(a, xml_attribute(a, tag, SPAN("ddeService")),
		xml_attribute(a, tag, SPAN("ddeTopic")));
	return true;
}

/* --- documents --- */

/* Where a document of 2003 says what it fetches, and as which relationship of a package that
 * counts; NULL for links that are clicked. */
static const struct {
	struct span tag, attribute;
	const char *kind;
} REACHES[] = {
	{ SPAN("attachedTemplate"), SPAN("val"), "attachedTemplate" },
	{ SPAN("subDoc"), SPAN("link"), "subDocument" },
	{ SPAN("sourceFileName"), SPAN("val"), "frame" },
	{ SPAN("dataSource"), SPAN("val"), "mailMergeSource" },
	{ SPAN("headerSource"), SPAN("val"), "mailMergeSource" },
	{ SPAN("src"), SPAN("val"), "mailMergeSource" },
	{ SPAN("imagedata"), SPAN("src"), "image" },
	{ SPAN("fill"), SPAN("src"), "image" },
	{ SPAN("stroke"), SPAN("src"), "image" },
	{ SPAN("hlink"), SPAN("dest"), NULL },
	{ SPAN("Cell"), SPAN("HRef"), NULL },
};

/* Formulas of workbooks. */
static const struct {
	struct span tag, attribute;
} FORMULAS[] = {
	{ SPAN("Cell"), SPAN("Formula") },
	{ SPAN("NamedRange"), SPAN("RefersTo") },
};

struct walk {
	struct arena *arena;
	struct office_xml *doc;
	struct office_xml_item **tail;
	size_t items_max;
	bool more;
	struct span part_name;	      /* of the pkg:part around */
	struct office_xml_item *open; /* the part that is being passed */
	struct span open_tag;
	const unsigned char *open_from;
	size_t depth; /* tags of that name within each other */
};

static uint64_t offset_of(const struct walk *w, const struct xml_tag *tag)
{
	return (uint64_t)(tag->name.p - w->doc->text.p);
}

static struct office_xml_item *add(struct walk *w, enum office_xml_kind kind,
	struct span name, struct span text, uint64_t offset)
{
	w->more |= w->doc->count >= w->items_max;
	if (w->doc->count >= w->items_max)
		return NULL;
	struct office_xml_item *item = arena_new(w->arena, struct office_xml_item);
	*item = (struct office_xml_item){ kind, name, text, w->part_name, false, offset,
		NULL };
	*w->tail = item;
	w->tail = &item->next;
	w->doc->count++;
	return item;
}

static void add_target(
	struct walk *w, const char *kind, struct span target, uint64_t offset)
{
	/* Of a picture in the document itself. */
	if (!target.n || span_starts_with_nocase(target, SPAN("wordml:")))
		return;
	add(w, kind ? OFFICE_XML_REMOTE : OFFICE_XML_LINK, span_from_cstr(kind), target,
		offset);
}

static void read_reaches(struct walk *w, const struct xml_tag *tag)
{
	struct span kind, target;
	if (office_xml_relationship(w->arena, tag, &kind, &target))
		add(w, OFFICE_XML_REMOTE, kind, target, offset_of(w, tag));
	if (office_xml_dde(w->arena, tag, &target))
		add(w, OFFICE_XML_DDE, SPAN(""), target, offset_of(w, tag));
	for (size_t i = 0; i < sizeof(REACHES) / sizeof(*REACHES); i++)
		if (span_equal(tag->name, REACHES[i].tag))
			add_target(w, REACHES[i].kind,
				xml_attribute(w->arena, tag, REACHES[i].attribute),
				offset_of(w, tag));
}

static void read_formulas(struct walk *w, const struct xml_tag *tag)
{
	for (size_t i = 0; i < sizeof(FORMULAS) / sizeof(*FORMULAS); i++) {
		struct formula f;
		if (!span_equal(tag->name, FORMULAS[i].tag))
			continue;
		formula_read(xml_attribute(w->arena, tag, FORMULAS[i].attribute), &f);
		if (f.server.n)
			add(w, OFFICE_XML_DDE, SPAN(""),
				ask_of(w->arena, f.server, f.topic), offset_of(w, tag));
	}
}

/* Links of a workbook stand as text: "server|topic", the path of another one, and of queries
 * "URL;https://...". */
static void read_link_text(struct walk *w, const struct xml_tag *tag)
{
	bool is_path = span_equal(tag->name, SPAN("Path"));
	if (!is_path && !span_equal(tag->name, SPAN("URLString")) &&
		!span_equal(tag->name, SPAN("Connection")))
		return;
	struct span text = span_trim(xml_text(w->arena, tag->text));
	size_t bar = is_path ? span_find_byte(text, '|') : SPAN_NONE;
	if (bar != SPAN_NONE) {
		add(w, OFFICE_XML_DDE, SPAN(""),
			ask_of(w->arena, span_take(text, bar), span_skip(text, bar + 1)),
			offset_of(w, tag));
		return;
	}
	if (span_starts_with_nocase(text, SPAN("URL;")))
		text = span_skip(text, 4);
	add_target(w, is_path ? "externalLinkPath" : "externalLink", text,
		offset_of(w, tag));
}

/* --- parts --- */

static bool is_encoded_part(struct span tag)
{
	return span_equal(tag, SPAN("binData")) || span_equal(tag, SPAN("binaryData"));
}

static void begin_part(struct walk *w, const struct xml_tag *tag, struct span behind)
{
	bool is_encoded = is_encoded_part(tag->name);
	if (tag->is_empty || (!is_encoded && !span_equal(tag->name, SPAN("xmlData"))))
		return;
	struct span name = xml_attribute(w->arena, tag, SPAN("name"));
	w->open = add(w, OFFICE_XML_PART, name.n ? name : w->part_name, SPAN(""),
		(uint64_t)(behind.p - w->doc->text.p));
	if (!w->open)
		return;
	w->open->is_encoded = is_encoded;
	w->open_tag = tag->name;
	w->open_from = behind.p;
	w->depth = 1;
}

/* `end` is where the tag begins. */
static void pass_part(struct walk *w, const struct xml_tag *tag, const unsigned char *end)
{
	if (!span_equal(tag->name, w->open_tag) || tag->is_empty)
		return;
	w->depth += tag->is_end ? -1ul : 1;
	if (w->depth)
		return;
	w->open->text = span_between(w->open_from, end);
	w->open = NULL;
}

/* A control's data stands in an attribute: "DATA:application/x-oleobject;BASE64,AAAA". */
static void read_control(struct walk *w, const struct xml_tag *tag)
{
	static const struct span mark = SPAN("BASE64,");
	if (!span_equal(tag->name, SPAN("ocx")))
		return;
	struct span data = xml_attribute(w->arena, tag, SPAN("data"));
	size_t at = span_find_nocase(data, mark);
	struct office_xml_item *part =
		at == SPAN_NONE
			? NULL
			: add(w, OFFICE_XML_PART,
				  xml_attribute(w->arena, tag, SPAN("name")),
				  span_skip(data, at + mark.n), offset_of(w, tag));
	if (part)
		part->is_encoded = true;
}

static void read_tag(struct walk *w, const struct xml_tag *tag, struct span behind)
{
	if (w->open)
		pass_part(w, tag, tag->text.p + tag->text.n);
	if (tag->is_end) {
		read_link_text(w, tag);
		return;
	}
	if (span_equal(tag->name, SPAN("part")))
		w->part_name = xml_attribute(w->arena, tag, SPAN("name"));
	if (span_starts_with(w->part_name, SPAN("/")))
		w->part_name = span_skip(w->part_name, 1);
	read_reaches(w, tag);
	read_formulas(w, tag);
	read_control(w, tag);
	if (!w->open)
		begin_part(w, tag, behind);
}

enum got office_xml_read(struct arena *a, struct span bytes, size_t fields_max,
	size_t items_max, struct office_xml *r)
{
	struct office_xml_fields fields = { .arena = a,
		.fields = fields_create(a, fields_max) };
	*r = (struct office_xml){ .text = xml_bytes(a, bytes) };
	struct walk w = {
		.arena = a, .doc = r, .tail = &r->items, .items_max = items_max
	};
	struct span rest = r->text;
	struct xml_tag tag;
	bool more = false;
	while (xml_next(&rest, &tag)) {
		office_xml_field(&fields, &tag, offset_of(&w, &tag));
		read_tag(&w, &tag, rest);
	}
	if (w.open)
		w.open->text = span_between(w.open_from, r->text.p + r->text.n);
	r->fields = fields_finish(fields.fields, &more);
	return w.more || more ? GOT_LIMIT : w.open ? GOT_SOME : GOT_ALL;
}

bool office_xml_part(
	struct arena *a, const struct office_xml_item *part, struct span *bytes_r)
{
	bool is_clean = true;
	*bytes_r = part->text;
	if (part->is_encoded)
		*bytes_r = base64_decode(a, xml_text(a, part->text), &is_clean);
	return is_clean;
}
