/* OWPML (KS X 6101:2011): links in fields of the sections (a command as in the old form, its ":"
 * escaped) and on shapes, and of the package's list (OPF) the items that stand elsewhere or are
 * program text. Left out: text, and films of the web, which are played by a click. */
#include "parse/file/owpml.h"

#include "base/text.h"
#include "parse/file/hwp.h"

void owpml_walk_begin(struct arena *a, struct span bytes, struct owpml_walk *w)
{
	*w = (struct owpml_walk){ .arena = a, .text = xml_bytes(a, bytes) };
	w->rest = w->text;
	w->has_entities = span_find(w->text, SPAN("<!ENTITY")) != SPAN_NONE;
}

static bool is_elsewhere(struct span href)
{
	return href.n && (*href.p == '/' || *href.p == '\\' ||
				 span_find_byte(href, ':') != SPAN_NONE);
}

/* Of a picture's or an object's bytes, as the list names them. */
static bool read_item(
	struct owpml_walk *w, const struct xml_tag *tag, struct owpml_item *item)
{
	struct span href = xml_attribute(w->arena, tag, SPAN("href"));
	struct span media = xml_attribute(w->arena, tag, SPAN("media-type"));
	bool is_object = span_find_nocase(media, SPAN("ole")) != SPAN_NONE ||
			 span_ends_with_nocase(href, SPAN(".ole"));
	item->text = href;
	if (is_elsewhere(href)) {
		item->kind = OWPML_REMOTE;
		item->name = is_object ? "oleObject" : "image";
		return true;
	}
	item->kind = OWPML_SCRIPT;
	return href.n && span_find_nocase(media, SPAN("script")) != SPAN_NONE;
}

/* Shapes bear their link themselves. */
static bool read_begin(
	struct owpml_walk *w, const struct xml_tag *tag, struct owpml_item *item)
{
	w->is_command = false;
	if (span_equal(tag->name, SPAN("item")))
		return read_item(w, tag, item);
	if (span_equal(tag->name, SPAN("fieldBegin"))) {
		struct span type = xml_attribute(w->arena, tag, SPAN("type"));
		w->is_link = span_equal_nocase(type, SPAN("HYPERLINK"));
	}
	if (span_equal(tag->name, SPAN("stringParam")))
		w->is_command =
			w->is_link &&
			span_equal_nocase(xml_attribute(w->arena, tag, SPAN("name")),
				SPAN("Command"));
	item->kind = OWPML_LINK;
	item->text =
		hwp_command_target(w->arena, xml_attribute(w->arena, tag, SPAN("href")));
	return item->text.n > 0;
}

static bool read_end(
	struct owpml_walk *w, const struct xml_tag *tag, struct owpml_item *item)
{
	bool is_command = w->is_command;
	w->is_command = false;
	if (!is_command)
		return false;
	item->kind = OWPML_LINK;
	item->text = hwp_command_target(w->arena, xml_text(w->arena, tag->text));
	return item->text.n > 0;
}

bool owpml_walk_next(struct owpml_walk *w, struct owpml_item *item_r)
{
	struct xml_tag tag;
	while (xml_next(&w->rest, &tag)) {
		*item_r = (struct owpml_item){ .offset = (uint64_t)(tag.name.p -
								    w->text.p) };
		w->depth += tag.is_end ? -1 : !tag.is_empty;
		if (tag.is_end ? read_end(w, &tag, item_r) : read_begin(w, &tag, item_r))
			return true;
	}
	w->is_broken = w->depth != 0;
	return false;
}

struct span owpml_script_text(struct arena *a, struct span bytes)
{
	bool has_mark = span_starts_with(bytes, SPAN("\xFF\xFE"));
	bool is_wide = has_mark || (bytes.n > 1 && bytes.p[0] && !bytes.p[1]);
	return is_wide ? utf16le_text(a, span_skip(bytes, has_mark ? 2 : 0)) : bytes;
}
