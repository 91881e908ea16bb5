/* Web pages, drawings, HTML applications and management consoles: what a browser or Windows
 * would follow becomes links, scripts and pages within become files of their own, and bytes
 * of a program or archive that a script carries as text are unpacked. What a script would
 * do is not known; its words are kept for checks (squeeze()).
 *
 * Left out: what a script writes into the page by a cipher of its own, style sheets, and
 * scripts that are loaded from afar. */
#include "checks/file/open_html.h"

#include "checks/file/came.h"
#include "checks/file/open_picture.h"
#include "checks/file/openers.h"
#include "parse/file/encoded.h"
#include "parse/file/page.h"

file_opener open_html;

enum {
	PAYLOAD_TEXT_MIN = 27000, /* 20 kB in base64 */
	INNER_TEXT_MIN = 200,
	HEAD_TEXT_BYTES = 90000, /* enough to see the mark of a disk image */
	RUNS_MAX = 400,
	QUOTE_BYTES = 120,
};

struct opening {
	struct file *file;
	struct arena *arena;
	struct page_facts *facts;
	struct span page;
	struct text script;
	struct span action; /* of the open form */
	bool in_foreign;
	size_t scripts, runs;
	struct picture_hunt hunt;
};

static void note(struct opening *o, struct page_place *place, struct span quote)
{
	if (place->quote.n)
		return;
	place->quote = span_take(quote, QUOTE_BYTES);
	place->offset = span_inside(o->page, quote) ? (uint64_t)(quote.p - o->page.p) : 0;
}

static bool is_named(const struct page_token *t, const char *name)
{
	return span_equal_nocase(t->name, span_from_cstr(name));
}

/* --- what is encoded --- */

static bool is_payload(struct span head)
{
	switch (file_type_family(file_type_taste(head, UINT64_MAX, SPAN("")))) {
	case FAMILY_ARCHIVE:
	case FAMILY_DISK:
	case FAMILY_PROGRAM:
	case FAMILY_SHORTCUT:
	case FAMILY_HELP: return true;
	default: return span_starts_with(head, SPAN("\xD0\xCF\x11\xE0"));
	}
}

static bool is_page(struct span head)
{
	static const char *const marks[] = { "<!doctype html", "<html", "<script",
		"<form", "<body", "<iframe", "<meta", "<head", "<input", NULL };
	struct span s = span_take(head, 2000);
	for (size_t i = 0; marks[i]; i++)
		if (span_find_nocase(s, span_from_cstr(marks[i])) != SPAN_NONE)
			return true;
	return false;
}

static struct file *add_decoded(
	struct opening *o, const struct encoded_run *run, enum file_type type)
{
	size_t room = files_room(o->file, run->text.n);
	struct span bytes = encoded_decode(o->arena, run, room);
	files_return(o->file, room - (bytes.n < room ? bytes.n : room));
	struct file *f = file_add(
		o->file->files, o->file, ROLE_EMBEDDED, SPAN("decoded content"), bytes);
	if (f && type != TYPE_UNKNOWN)
		f->type = type;
	return f;
}

static void try_run(struct opening *o, const struct encoded_run *run)
{
	struct encoded_run head = *run;
	head.text = span_take(
		run->text, run->text.n >= PAYLOAD_TEXT_MIN ? HEAD_TEXT_BYTES : 4096);
	struct span bytes = encoded_decode(o->arena, &head, HEAD_TEXT_BYTES);
	if (run->text.n >= PAYLOAD_TEXT_MIN && is_payload(bytes)) {
		note(o, &o->facts->payload, run->text);
		add_decoded(o, run, TYPE_UNKNOWN);
	} else if (bytes.n && (bytes.p[0] == '<' || ascii_is_space(bytes.p[0])) &&
		   is_page(bytes)) {
		note(o, &o->facts->inner, run->text);
		add_decoded(o, run, TYPE_HTML);
	}
}

static void try_runs(struct opening *o, struct span text)
{
	struct encoded_run run;
	while (o->runs < RUNS_MAX && encoded_next(&text, INNER_TEXT_MIN, &run)) {
		o->runs++;
		try_run(o, &run);
	}
}

static struct span percent_decode(struct arena *a, struct span s)
{
	struct text t;
	struct encoded_run run = { .kind = ENCODED_HEX };
	text_init(&t, a, s.n);
	for (size_t i = 0; i < s.n; i++) {
		run.text = span_take(span_skip(s, i + 1), 2);
		struct span byte = s.p[i] == '%' && run.text.n == 2
					   ? encoded_decode(a, &run, 1)
					   : SPAN("");
		text_add_byte(&t, byte.n ? byte.p[0] : s.p[i]);
		i += byte.n ? 2 : 0;
	}
	return text_span(&t);
}

/* unescape("%3Chtml..."): the page that a script would write. */
static void try_percent(struct opening *o, struct span text)
{
	enum { TRIES = 8, TEXT_MAX = 1 << 20 };
	for (int i = 0; i < TRIES; i++) {
		size_t at = span_find_nocase(text, SPAN("%3c"));
		if (at == SPAN_NONE)
			return;
		text = span_skip(text, at);
		size_t n = 0;
		while (n < text.n && n < TEXT_MAX && text.p[n] > ' ' &&
			text.p[n] != '"' && text.p[n] != '\'')
			n++;
		struct span bytes = percent_decode(o->arena, span_take(text, n));
		if (n >= INNER_TEXT_MIN && is_page(bytes)) {
			note(o, &o->facts->inner, span_take(text, n));
			struct file *f = file_add(o->file->files, o->file, ROLE_EMBEDDED,
				SPAN("decoded content"), bytes);
			if (f)
				f->type = TYPE_HTML;
		}
		text = span_skip(text, n);
	}
}

/* data:text/html;base64,... */
static void take_data(struct opening *o, struct span address)
{
	size_t comma = span_find_byte(address, ',');
	if (comma == SPAN_NONE)
		return;
	struct span head = span_take(address, comma),
		    body = span_skip(address, comma + 1);
	bool is_html = span_find_nocase(head, SPAN("html")) != SPAN_NONE;
	if (span_ends_with_nocase(head, SPAN("base64"))) {
		struct encoded_run run = { ENCODED_BASE64, body };
		if (!is_html) {
			try_run(o, &run);
			return;
		}
		note(o, &o->facts->inner, address);
		add_decoded(o, &run, TYPE_HTML);
	} else if (is_html && body.n) {
		note(o, &o->facts->inner, address);
		struct file *f = file_add(o->file->files, o->file, ROLE_EMBEDDED,
			SPAN("decoded content"), percent_decode(o->arena, body));
		if (f)
			f->type = TYPE_HTML;
	}
}

/* A picture that stands in the page: looked at for QR codes as those of documents are. */
static void take_picture(struct opening *o, struct span address)
{
	enum { TEXT_MAX = 4 << 20 };
	size_t comma = span_find_byte(address, ',');
	struct span head = span_take(address, comma);
	if (comma == SPAN_NONE || address.n > TEXT_MAX ||
		!span_ends_with_nocase(head, SPAN("base64")))
		return;
	struct encoded_run run = { ENCODED_BASE64, span_skip(address, comma + 1) };
	size_t room = files_room(o->file, run.text.n);
	struct span bytes = encoded_decode(o->arena, &run, room);
	files_return(o->file, room - (bytes.n < room ? bytes.n : room));
	picture_hunt_bytes(&o->hunt, SPAN("picture"), bytes);
}

/* --- scripts --- */

static enum file_type language_of(const struct page_token *t)
{
	struct span type = page_attribute_of(t, SPAN("type"));
	struct span language = page_attribute_of(t, SPAN("language"));
	if (span_find_nocase(language, SPAN("encode")) != SPAN_NONE)
		return TYPE_ENCODED_SCRIPT;
	if (span_find_nocase(type, SPAN("vbs")) != SPAN_NONE ||
		span_find_nocase(language, SPAN("vbs")) != SPAN_NONE)
		return TYPE_VBSCRIPT;
	if (span_find_nocase(type, SPAN("json")) != SPAN_NONE)
		return TYPE_JSON;
	if (type.n == 0 || span_find_nocase(type, SPAN("script")) != SPAN_NONE ||
		span_equal_nocase(type, SPAN("module")))
		return TYPE_JAVASCRIPT;
	return TYPE_TEXT; /* a template, a shader: not run */
}

static void take_script(struct opening *o, struct span text, enum file_type type)
{
	if (span_trim(text).n == 0 || type == TYPE_TEXT)
		return;
	if (type != TYPE_JSON) {
		note(o, &o->facts->element, span_trim(text));
		squeeze(&o->script, text);
		try_percent(o, text);
	}
	try_runs(o, text);
	struct file *f = file_add(o->file->files, o->file, ROLE_SCRIPT,
		span_from_cstr(arena_printf(o->arena, "script %zu", ++o->scripts)), text);
	if (!f)
		return;
	f->type = type;
	f->offset = span_inside(o->page, text) ? (uint64_t)(text.p - o->page.p) : 0;
}

/* --- links --- */

static const struct {
	const char *element, *attribute;
	enum link_role role;
} link_places[] = {
	{ "a", "href", LINK_SHOWN },
	{ "area", "href", LINK_SHOWN },
	{ "button", "formaction", LINK_SUBMIT },
	{ "embed", "src", LINK_OPENED },
	{ "form", "action", LINK_SUBMIT },
	{ "frame", "src", LINK_OPENED },
	{ "iframe", "src", LINK_OPENED },
	{ "image", "href", LINK_LOADED },
	{ "img", "src", LINK_LOADED },
	{ "input", "formaction", LINK_SUBMIT },
	{ "link", "href", LINK_LOADED },
	{ "object", "data", LINK_OPENED },
	{ "script", "href", LINK_LOADED },
	{ "script", "src", LINK_LOADED },
	{ "use", "href", LINK_LOADED },
};

/* Only what leads out of the page. */
static bool leads_out(struct span address)
{
	size_t colon = span_find_byte(address, ':');
	return span_starts_with(address, SPAN("//")) ||
	       span_starts_with(address, SPAN("\\\\")) ||
	       (colon != SPAN_NONE && colon > 0 && colon <= 24);
}

static void add_link(
	struct opening *o, enum link_role role, struct span raw, struct span address)
{
	if (span_starts_with_nocase(address, SPAN("data:")) ||
		span_starts_with_nocase(address, SPAN("javascript:")) ||
		!leads_out(address))
		return;
	file_add_link(o->file, role, address,
		span_inside(o->page, raw) ? (uint64_t)(raw.p - o->page.p) : 0);
}

static void take_refresh(struct opening *o, const struct page_token *t)
{
	struct span content = page_attribute_of(t, SPAN("content"));
	size_t at = span_find_nocase(content, SPAN("url="));
	if (!span_equal_nocase(
		    page_attribute_of(t, SPAN("http-equiv")), SPAN("refresh")) ||
		at == SPAN_NONE)
		return;
	struct span raw = span_skip(content, at + 4);
	add_link(o, LINK_OPENED, raw, page_address(o->arena, raw));
}

static void take_links(struct opening *o, const struct page_token *t)
{
	for (size_t i = 0; i < sizeof(link_places) / sizeof(*link_places); i++) {
		if (!is_named(t, link_places[i].element))
			continue;
		struct span raw =
			page_attribute_of(t, span_from_cstr(link_places[i].attribute));
		struct span address = page_address(o->arena, raw);
		if (address.n)
			add_link(o, link_places[i].role, raw, address);
	}
	if (is_named(t, "meta"))
		take_refresh(o, t);
}

/* --- tags --- */

static bool is_handler(struct span name)
{
	if (name.n < 5 || !span_starts_with_nocase(name, SPAN("on")))
		return false;
	for (size_t i = 2; i < name.n; i++)
		if (!ascii_is_alpha(name.p[i]))
			return false;
	return true;
}

static void take_attributes(struct opening *o, const struct page_token *t)
{
	struct span rest = t->attributes, name, value;
	while (page_attribute(&rest, &name, &value)) {
		if (is_handler(name) && value.n) {
			note(o, &o->facts->handler, t->text);
			squeeze(&o->script, page_unescape(o->arena, value));
			text_add_byte(&o->script, ';');
			continue;
		}
		if (value.n < 5 || span_find_byte(value, ':') == SPAN_NONE)
			if (span_find_byte(value, '&') == SPAN_NONE)
				continue;
		struct span address = page_address(o->arena, span_take(value, value.n));
		if (span_starts_with_nocase(address, SPAN("javascript:"))) {
			struct span script = span_skip(address, 11);
			if (script.n > 12 &&
				!span_starts_with_nocase(script, SPAN("void")))
				note(o, &o->facts->script_link, t->text);
			squeeze(&o->script, script);
			text_add_byte(&o->script, ';');
		} else if (span_starts_with_nocase(address, SPAN("data:")) &&
			   address.n > 40) {
			if (span_starts_with_nocase(address, SPAN("data:image/")) &&
				!span_starts_with_nocase(address, SPAN("data:image/svg")))
				take_picture(o, address);
			else
				take_data(o, address);
		}
	}
}

static void take_download(struct opening *o, const struct page_token *t)
{
	struct span name = page_attribute_of(t, SPAN("download"));
	struct span href = page_attribute_of(t, SPAN("href"));
	if (name.p && span_starts_with_nocase(href, SPAN("data:")))
		note(o, &o->facts->download, t->text);
}

static void take_input(struct opening *o, const struct page_token *t)
{
	struct span type = page_attribute_of(t, SPAN("type"));
	if (o->in_foreign)
		note(o, &o->facts->foreign, t->text);
	if (!span_equal_nocase(span_trim(type), SPAN("password")) ||
		o->facts->password.quote.n)
		return;
	note(o, &o->facts->password, t->text);
	o->facts->action = o->action;
}

static void take_console(struct opening *o, const struct page_token *t)
{
	struct span command = page_attribute_of(t, SPAN("Command"));
	if (is_named(t, "Task") && command.n)
		note(o, &o->facts->task, t->text);
}

static void take_tag(struct opening *o, const struct page_token *t)
{
	if (is_named(t, "foreignObject"))
		o->in_foreign = !t->closes;
	if (is_named(t, "form")) {
		struct span action =
			page_address(o->arena, page_attribute_of(t, SPAN("action")));
		o->action = !t->closes && leads_out(action) ? action : SPAN("");
	}
	if (t->closes)
		return;
	take_attributes(o, t);
	take_links(o, t);
	if (is_named(t, "a"))
		take_download(o, t);
	else if (is_named(t, "input"))
		take_input(o, t);
	else if (o->in_foreign &&
		 (is_named(t, "form") || is_named(t, "iframe") || is_named(t, "script") ||
			 is_named(t, "object") || is_named(t, "embed")))
		note(o, &o->facts->foreign, t->text);
	else if (o->file->type == TYPE_MSC)
		take_console(o, t);
}

static struct span without_cdata(struct span text)
{
	struct span s = span_trim(text);
	if (span_starts_with(s, SPAN("<![CDATA[")))
		s = span_skip(s, 9);
	if (span_ends_with(s, SPAN("]]>")))
		s.n -= 3;
	return s;
}

/* The strings of a console: "res://apds.dll/redirect.html?target=javascript:...". */
static void take_text(struct opening *o, const struct page_token *t)
{
	if (o->file->type != TYPE_MSC)
		return;
	size_t at = span_find_nocase(t->text, SPAN("apds.dll"));
	if (at == SPAN_NONE)
		at = span_find_nocase(t->text, SPAN("javascript:"));
	if (at != SPAN_NONE)
		note(o, &o->facts->redirect, span_skip(t->text, at));
	if (at == SPAN_NONE && span_find_nocase(t->text, SPAN("http")) == 0)
		file_add_link(o->file, LINK_OPENED, span_trim(t->text), 0);
}

void open_html(struct file *f)
{
	struct opening o = { .file = f, .arena = f->files->job->arena };
	struct page_token t, script = { .name = SPAN("") };
	o.facts = arena_new(o.arena, struct page_facts);
	o.page = file_words(f);
	o.hunt = picture_hunt_begin(f);
	text_init(&o.script, o.arena, o.page.n + 1024);
	struct page_reader r = { .rest = o.page,
		.is_xml = f->type == TYPE_SVG || f->type == TYPE_MSC ||
			  f->type == TYPE_WSF };
	while (page_next(&r, &t)) {
		if (t.kind == PAGE_TAG)
			take_tag(&o, &t);
		else if (t.kind == PAGE_RAW && span_equal_nocase(t.name, SPAN("script")))
			take_script(&o, without_cdata(t.text), language_of(&script));
		else if (t.kind == PAGE_TEXT)
			take_text(&o, &t);
		if (t.kind == PAGE_TAG)
			script = t;
	}
	picture_hunt_end(&o.hunt);
	o.facts->script = text_span(&o.script);
	f->facts = o.facts;
}
