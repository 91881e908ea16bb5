/* OpenDocument 1.3 (OASIS): what its XML reaches for. One walk over all tags serves every part of
 * a package and the flat form, for the names do not contradict each other, so what a part is
 * called decides nothing: libraries of Basic (as OpenOffice.org 1.0 wrote them, and "ooo:" in
 * the flat form), event listeners (part 3, 14.4), everything with an xlink:href, DDE, formulas,
 * binary data.
 *
 * Left out: text, styles, numbers; scripts in text:script, which no program runs; entities,
 * which are told of but not expanded. */
#include "parse/file/odf.h"

#include "base/codec.h"
#include "parse/file/odf_formula.h"

/* --- where things lead --- */

/* As which relationship of OOXML an element's href counts; NULL: a person clicks it. Elements
 * that are not here are clicked, unless they say that they are loaded with the document. */
static const struct {
	struct span tag;
	const char *kind;
} HREFS[] = {
	{ SPAN("object"), "oleObject" },
	{ SPAN("object-ole"), "oleObject" },
	{ SPAN("plugin"), "control" },
	{ SPAN("applet"), "control" },
	{ SPAN("floating-frame"), "frame" },
	{ SPAN("section-source"), "subDocument" },
	{ SPAN("auto-reload"), "subDocument" },
	{ SPAN("template"), "attachedTemplate" },
	{ SPAN("library"), "control" }, /* of Basic, elsewhere */
	{ SPAN("library-linked"), "control" },
	{ SPAN("table-source"), "externalLinkPath" },
	{ SPAN("cell-range-source"), "externalLinkPath" },
	{ SPAN("alphabetical-index-auto-mark-file"), "externalLink" },
	{ SPAN("connection-resource"), "mailMergeSource" },
	{ SPAN("database-source-query"), "mailMergeSource" },
	{ SPAN("image"), "image" },
	{ SPAN("fill-image"), "image" },
	{ SPAN("background-image"), "image" },
	{ SPAN("list-level-style-image"), "image" },
	{ SPAN("sound"), "media" },
	{ SPAN("audio"), "media" },
	{ SPAN("font-face-uri"), "media" },
	{ SPAN("definition-src"), "media" },
	{ SPAN("a"), NULL },
};

/* LibreOffice's own names for WebDAV, which lead where the plain ones do. */
static struct span without_scheme(struct arena *a, struct span target)
{
	static const struct {
		struct span scheme;
		const char *plain;
	} SCHEMES[] = {
		{ SPAN("vnd.sun.star.webdavs:"), "https:" },
		{ SPAN("vnd.sun.star.webdav:"), "http:" },
		{ SPAN("davs:"), "https:" },
		{ SPAN("dav:"), "http:" },
		{ SPAN("smb:"), "file:" },
	};
	for (size_t i = 0; i < sizeof(SCHEMES) / sizeof(*SCHEMES); i++) {
		if (!span_starts_with_nocase(target, SCHEMES[i].scheme))
			continue;
		struct text t;
		text_init(&t, a, target.n + 8);
		text_add_cstr(&t, SCHEMES[i].plain);
		text_add(&t, span_skip(target, SCHEMES[i].scheme.n));
		return text_span(&t);
	}
	return target;
}

/* Of the package itself: "Pictures/a.png", "./Object 1", "#frame". */
static bool is_within(struct span target)
{
	bool has_scheme = span_find_byte(target, ':') != SPAN_NONE;
	return !target.n || *target.p == '#' ||
	       (!has_scheme && *target.p != '/' && *target.p != '\\' &&
		       !span_starts_with(target, SPAN("..")));
}

static bool read_href(struct odf_walk *w, struct odf_item *item)
{
	struct span target = xml_attribute(w->arena, &w->tag, SPAN("href"));
	struct span actuate = xml_attribute(w->arena, &w->tag, SPAN("actuate"));
	const char *kind = span_equal(actuate, SPAN("onLoad")) ? "externalLink" : NULL;
	if (is_within(target))
		return false;
	for (size_t i = 0; i < sizeof(HREFS) / sizeof(*HREFS); i++)
		if (span_equal(w->tag.name, HREFS[i].tag)) {
			kind = HREFS[i].kind;
			break;
		}
	*item = (struct odf_item){ kind ? ODF_REMOTE : ODF_LINK, span_from_cstr(kind),
		without_scheme(w->arena, target), 0 };
	return true;
}

/* --- events --- */

static bool is_listener(const struct xml_tag *tag)
{
	return span_equal(tag->name, SPAN("event-listener")) ||
	       span_equal(tag->name, SPAN("event"));
}

static bool is_macro(struct span href)
{
	return span_starts_with_nocase(href, SPAN("vnd.sun.star.script:")) ||
	       span_starts_with_nocase(href, SPAN("macro:"));
}

/* "dom:load", and of old "on-load". Presentations go to a page or a program by an event, which is
 * a link like any other. */
static bool read_listener(struct odf_walk *w, struct odf_item *item)
{
	if (!is_listener(&w->tag))
		return false;
	struct span event = xml_attribute(w->arena, &w->tag, SPAN("event-name"));
	struct span href = xml_attribute(w->arena, &w->tag, SPAN("href"));
	struct span macro =
		is_macro(href) ? href
			       : xml_attribute(w->arena, &w->tag, SPAN("macro-name"));
	size_t colon = span_rfind_byte(event, ':');
	event = colon == SPAN_NONE ? event : span_skip(event, colon + 1);
	*item = macro.n ? (struct odf_item){ ODF_LISTENER, event, macro, 0 }
			: (struct odf_item){ ODF_LINK, SPAN(""), href, 0 };
	return macro.n ? event.n > 0 : !is_within(href);
}

bool odf_event_is_unasked(struct span event)
{
	static const char *const asked[] = { "click", "dblclick", "mousedown", "mouseup",
		"keydown", "keyup", "keypress", "submit", "reset", "on-click",
		"performaction", "approveaction", NULL };
	for (const char *const *word = asked; *word; word++)
		if (span_equal_nocase(event, span_from_cstr(*word)))
			return false;
	return event.n > 0;
}

/* The value of "name=" behind the question mark. */
static struct span parameter(struct span target, struct span name)
{
	size_t at = span_find_byte(target, '?');
	struct span rest = at == SPAN_NONE ? SPAN("") : span_skip(target, at + 1);
	while (rest.n) {
		struct span one = span_split(&rest, '&');
		if (span_starts_with_nocase(one, name))
			return span_skip(one, name.n);
	}
	return SPAN("");
}

bool odf_macro_is_installed(struct span target)
{
	struct span language = parameter(target, SPAN("language="));
	struct span location = parameter(target, SPAN("location="));
	return language.n && !span_equal_nocase(language, SPAN("Basic")) && location.n &&
	       !span_equal_nocase(location, SPAN("document"));
}

/* --- DDE and formulas --- */

/* LibreOffice asks itself so for a part of another document: a link like any other. */
static bool is_self(struct span server)
{
	return span_equal_nocase(server, SPAN("soffice"));
}

static bool read_dde(struct odf_walk *w, struct odf_item *item)
{
	static const struct span names[] = { SPAN("dde-application"), SPAN("dde-topic"),
		SPAN("dde-item") };
	struct text t;
	struct span server = xml_attribute(w->arena, &w->tag, names[0]);
	if (!server.n)
		return false;
	if (is_self(server)) {
		*item = (struct odf_item){ ODF_REMOTE, SPAN("externalLink"),
			xml_attribute(w->arena, &w->tag, names[1]), 0 };
		return true;
	}
	text_init(&t, w->arena, w->tag.inside.n + 4);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		text_add(&t, xml_attribute(w->arena, &w->tag, names[i]));
		text_add_byte(&t, ' ');
	}
	*item = (struct odf_item){ ODF_DDE, SPAN(""), span_trim(text_span(&t)), 0 };
	return true;
}

static void begin_formula(struct odf_walk *w)
{
	struct span s = xml_attribute(w->arena, &w->tag, SPAN("formula"));
	/* Most formulas name nothing. */
	bool may_reach = span_find_byte(s, '"') != SPAN_NONE ||
			 span_find_byte(s, '\'') != SPAN_NONE ||
			 span_find_byte(s, '|') != SPAN_NONE;
	w->formula = may_reach ? s : SPAN("");
}

static bool read_formula(struct odf_walk *w, struct odf_item *item)
{
	enum odf_reach reach;
	struct span text;
	if (!odf_formula_next(w->arena, &w->formula, &reach, &text))
		return false;
	switch (reach) {
	case ODF_REACH_DDE:
		*item = (struct odf_item){ ODF_DDE, SPAN(""), text, 0 };
		if (is_self(span_take(text, span_find_byte(text, ' '))))
			*item = (struct odf_item){ ODF_REMOTE, SPAN("externalLink"),
				span_skip(text, span_find_byte(text, ' ') + 1), 0 };
		break;
	case ODF_REACH_WEB:
		*item = (struct odf_item){ ODF_REMOTE, SPAN("externalLink"), text, 0 };
		break;
	case ODF_REACH_SHEET:
		*item = (struct odf_item){ ODF_REMOTE, SPAN("externalLinkPath"), text,
			0 };
		break;
	case ODF_REACH_LINK:
		*item = (struct odf_item){ ODF_LINK, SPAN(""), text, 0 };
		break;
	}
	return true;
}

/* --- modules and binary data --- */

/* In a package a module is a text of its own, in the flat form its source stands deeper. */
static void pass_module(struct odf_walk *w)
{
	if (w->module) {
		text_add(w->module, xml_text(w->arena, w->tag.text));
		return;
	}
	if (w->tag.is_end || w->tag.is_empty ||
		(!span_equal(w->tag.name, SPAN("module")) &&
			!span_equal(w->tag.name, SPAN("source-code"))))
		return;
	w->module = arena_new(w->arena, struct text);
	text_init(w->module, w->arena, w->rest.n);
	w->module_tag = w->tag.name;
	w->module_name = xml_attribute(w->arena, &w->tag, SPAN("name"));
	w->module_from = (uint64_t)(w->rest.p - w->text.p);
}

static struct odf_item end_module(struct odf_walk *w)
{
	struct odf_item item = { ODF_MODULE, w->module_name, text_span(w->module),
		w->module_from };
	w->module = NULL;
	return item;
}

static bool read_module(struct odf_walk *w, struct odf_item *item)
{
	if (!w->module || !w->tag.is_end || !span_equal(w->tag.name, w->module_tag))
		return false;
	*item = end_module(w);
	return true;
}

static bool is_picture(struct span tag)
{
	return span_equal(tag, SPAN("image")) || span_equal(tag, SPAN("fill-image")) ||
	       span_equal(tag, SPAN("background-image")) ||
	       span_equal(tag, SPAN("list-level-style-image"));
}

static bool read_object(struct odf_walk *w, struct odf_item *item)
{
	if (!span_equal(w->tag.name, SPAN("binary-data")) || !w->tag.is_end)
		return false;
	*item = (struct odf_item){ is_picture(w->around) ? ODF_PICTURE : ODF_OBJECT,
		w->around, w->tag.text, 0 };
	return w->tag.text.n > 0;
}

bool odf_object(struct arena *a, struct span text, struct span *bytes_r)
{
	bool is_clean = true;
	*bytes_r = base64_decode(a, xml_text(a, text), &is_clean);
	return is_clean;
}

/* --- the walk --- */

void odf_walk_begin(struct arena *a, struct span bytes, struct odf_walk *w)
{
	*w = (struct odf_walk){ .arena = a, .text = xml_bytes(a, bytes) };
	w->rest = w->text;
	w->has_entities = span_find(w->text, SPAN("<!ENTITY")) != SPAN_NONE;
}

typedef bool odf_step(struct odf_walk *w, struct odf_item *item);

/* What a tag that ends may tell, and one that begins. */
static odf_step *const ENDS[] = { read_module, read_object };
static odf_step *const BEGINS[] = { read_listener, read_href, read_dde };

enum {
	END_STEPS = sizeof(ENDS) / sizeof(*ENDS),
	BEGIN_STEPS = sizeof(BEGINS) / sizeof(*BEGINS)
};

static bool next_tag(struct odf_walk *w)
{
	if (!xml_next(&w->rest, &w->tag))
		return false;
	w->step = 0;
	w->has_tag = true;
	w->depth += w->tag.is_end ? -1 : !w->tag.is_empty;
	pass_module(w);
	if (w->tag.is_end)
		return true;
	if (!span_equal(w->tag.name, SPAN("binary-data")))
		w->around = w->tag.name;
	begin_formula(w);
	return true;
}

/* The listener's own href is no link. */
static bool next_of_tag(struct odf_walk *w, struct odf_item *item)
{
	if (w->tag.is_end) {
		while (w->step < END_STEPS)
			if (ENDS[w->step++](w, item))
				return true;
		return false;
	}
	while (w->step < BEGIN_STEPS) {
		unsigned step = w->step++;
		if (BEGINS[step] == read_href && is_listener(&w->tag))
			continue;
		if (BEGINS[step](w, item))
			return true;
	}
	return w->formula.n && read_formula(w, item);
}

/* What is left when the text ends. */
static bool finish(struct odf_walk *w, struct odf_item *item)
{
	w->has_tag = false;
	w->is_broken = w->depth != 0;
	if (!w->module)
		return false;
	*item = end_module(w);
	return true;
}

bool odf_walk_next(struct odf_walk *w, struct odf_item *item_r)
{
	while (!w->has_tag || !next_of_tag(w, item_r))
		if (!next_tag(w))
			return finish(w, item_r);
	if (!item_r->offset)
		item_r->offset = (uint64_t)(w->tag.name.p - w->text.p);
	return true;
}

/* --- the list of a package --- */

/* The end of the algorithm's name, which is told within the next few tags. */
static struct span cipher_of(struct arena *a, struct span rest)
{
	enum { TAGS_MAX = 8 };
	struct xml_tag tag;
	for (int i = 0; i < TAGS_MAX && xml_next(&rest, &tag); i++) {
		if (span_equal(tag.name, SPAN("file-entry")))
			break;
		if (!span_equal(tag.name, SPAN("algorithm")))
			continue;
		struct span cipher = xml_attribute(a, &tag, SPAN("algorithm-name"));
		size_t hash = span_rfind_byte(cipher, '#');
		return hash == SPAN_NONE ? cipher : span_skip(cipher, hash + 1);
	}
	return SPAN("");
}

bool odf_next_ciphered(
	struct arena *a, struct span *rest, struct span *name_r, struct span *cipher_r)
{
	struct xml_tag tag;
	struct span name = SPAN("");
	while (xml_next(rest, &tag)) {
		if (span_equal(tag.name, SPAN("file-entry")))
			name = xml_attribute(a, &tag, SPAN("full-path"));
		if (!span_equal(tag.name, SPAN("encryption-data")) || tag.is_end)
			continue;
		*name_r = name;
		*cipher_r = cipher_of(a, *rest);
		return true;
	}
	return false;
}
