/* HTML to readable text, in one pass over the bytes that never looks back: tags end blocks
 * or nothing, style, script and title are left out, entities are decoded, and targets of
 * links are kept. This is no parser of HTML (whatwg.org): what is not closed runs on to the
 * end, as it does in browsers.
 *
 * Programs that answer mark what they quote: <blockquote type="cite"> (Thunderbird, Apple),
 * <div class="gmail_quote">, "yahoo_quoted". That is left out up to its end tag, found by
 * counting tags of the same name, unless a letter is passed on in it. */
#include "parse/html.h"

#include "base/num.h"
#include "base/utf8.h"

enum { TARGET_BYTES_MAX = 2000, ENTITY_BYTES_MAX = 10, FORWARD_BYTES = 400 };

struct stripper {
	struct text out;
	struct span rest;
	const struct html_options *options;
	struct span target; /* of the open link */
	size_t shown_from;  /* where its words begin in `out` */
	struct span quote;  /* the name of the tag that began a quote, or empty */
	size_t quote_depth;
	bool spaced; /* white space was written last */
};

enum effect {
	EFFECT_BLOCK,
	EFFECT_LINE,
	EFFECT_GAP,
	EFFECT_LINK,
	EFFECT_FORM,
	EFFECT_DROP
};

static const struct {
	struct span name;
	enum effect effect;
} elements[] = {
	{ SPAN("a"), EFFECT_LINK },
	{ SPAN("area"), EFFECT_FORM },
	{ SPAN("blockquote"), EFFECT_BLOCK },
	{ SPAN("br"), EFFECT_LINE },
	{ SPAN("div"), EFFECT_BLOCK },
	{ SPAN("form"), EFFECT_FORM },
	{ SPAN("h1"), EFFECT_BLOCK },
	{ SPAN("h2"), EFFECT_BLOCK },
	{ SPAN("h3"), EFFECT_BLOCK },
	{ SPAN("h4"), EFFECT_BLOCK },
	{ SPAN("hr"), EFFECT_BLOCK },
	{ SPAN("li"), EFFECT_BLOCK },
	{ SPAN("ol"), EFFECT_BLOCK },
	{ SPAN("p"), EFFECT_BLOCK },
	{ SPAN("pre"), EFFECT_BLOCK },
	{ SPAN("script"), EFFECT_DROP },
	{ SPAN("style"), EFFECT_DROP },
	{ SPAN("table"), EFFECT_BLOCK },
	{ SPAN("td"), EFFECT_GAP },
	{ SPAN("template"), EFFECT_DROP },
	{ SPAN("title"), EFFECT_DROP },
	{ SPAN("tr"), EFFECT_BLOCK },
	{ SPAN("ul"), EFFECT_BLOCK },
};

/* Those that mail has. What shows nothing (zero width, soft hyphen) is nothing. */
static const struct {
	struct span name;
	const char *text;
} entities[] = {
	{ SPAN("amp"), "&" },
	{ SPAN("apos"), "'" },
	{ SPAN("auml"), "\u00e4" },
	{ SPAN("Auml"), "\u00c4" },
	{ SPAN("bull"), "\u2022" },
	{ SPAN("copy"), "\u00a9" },
	{ SPAN("eacute"), "\u00e9" },
	{ SPAN("egrave"), "\u00e8" },
	{ SPAN("emsp"), " " },
	{ SPAN("ensp"), " " },
	{ SPAN("euro"), "\u20ac" },
	{ SPAN("gt"), ">" },
	{ SPAN("hellip"), "\u2026" },
	{ SPAN("ldquo"), "\u201c" },
	{ SPAN("lsquo"), "\u2018" },
	{ SPAN("lt"), "<" },
	{ SPAN("mdash"), "\u2014" },
	{ SPAN("middot"), "\u00b7" },
	{ SPAN("nbsp"), " " },
	{ SPAN("ndash"), "\u2013" },
	{ SPAN("ouml"), "\u00f6" },
	{ SPAN("Ouml"), "\u00d6" },
	{ SPAN("quot"), "\"" },
	{ SPAN("rdquo"), "\u201d" },
	{ SPAN("reg"), "\u00ae" },
	{ SPAN("rsquo"), "'" },
	{ SPAN("shy"), "" },
	{ SPAN("szlig"), "\u00df" },
	{ SPAN("thinsp"), " " },
	{ SPAN("trade"), "\u2122" },
	{ SPAN("uuml"), "\u00fc" },
	{ SPAN("Uuml"), "\u00dc" },
	{ SPAN("zwj"), "" },
	{ SPAN("zwnj"), "" },
};

/* ---- words */

static bool is_quoted(const struct stripper *s)
{
	return s->quote_depth > 0;
}

static void add_break(struct stripper *s, const char *how)
{
	if (is_quoted(s))
		return;
	text_add_cstr(&s->out, how);
	s->spaced = true;
}

static void add_code_point(struct stripper *s, uint32_t c)
{
	bool space = c <= ' ' || c == 0xA0;
	if (is_quoted(s) || (space && s->spaced))
		return;
	utf8_add(&s->out, space ? ' ' : c);
	s->spaced = space;
}

/* "&#x41;", without the sign and with or without its end; false when it is none. */
static bool add_numeric(struct stripper *s, struct span name)
{
	unsigned base = 10;
	uint32_t c = 0;
	name = span_skip(name, 1);
	if (name.n && ascii_lower(name.p[0]) == 'x') {
		base = 16;
		name = span_skip(name, 1);
	}
	for (size_t i = 0; i < name.n; i++) {
		int digit = num_hex_digit(name.p[i]);
		if (digit < 0 || (unsigned)digit >= base || c > 0x110000)
			return false;
		c = c * base + (unsigned)digit;
	}
	if (name.n)
		add_code_point(s, c);
	return name.n > 0;
}

static bool add_named(struct stripper *s, struct span name)
{
	for (size_t i = 0; i < sizeof(entities) / sizeof(*entities); i++) {
		struct span text = span_from_cstr(entities[i].text);
		if (!span_equal(name, entities[i].name))
			continue;
		while (text.n) {
			uint32_t c;
			utf8_next(&text, &c);
			add_code_point(s, c);
		}
		return true;
	}
	return false;
}

static void take_entity(struct stripper *s)
{
	struct span name = span_skip(s->rest, 1);
	size_t n = 0;
	while (n < name.n && n < ENTITY_BYTES_MAX &&
		(ascii_is_alnum(name.p[n]) || (n == 0 && name.p[0] == '#')))
		n++;
	bool ended = n < name.n && name.p[n] == ';';
	name = span_take(name, n);
	bool known = n && (name.p[0] == '#' ? add_numeric(s, name) : add_named(s, name));
	if (!known)
		add_code_point(s, '&');
	s->rest = span_skip(s->rest, known ? 1 + n + ended : 1);
}

/* ---- tags */

struct tag {
	struct span name, attributes;
	bool closes;
};

static struct span skip_white(struct span s)
{
	size_t n = 0;
	while (n < s.n && (ascii_is_space(s.p[n]) || s.p[n] == '/'))
		n++;
	return span_skip(s, n);
}

/* Takes `name="value"` off `*rest`; false behind the last. */
static bool next_attribute(struct span *rest, struct span *name_r, struct span *value_r)
{
	size_t n = 0;
	*rest = skip_white(*rest);
	while (n < rest->n && rest->p[n] != '=' && !ascii_is_space(rest->p[n]))
		n++;
	*name_r = span_take(*rest, n);
	*value_r = span_take(*rest, 0);
	if (n == 0 && rest->n == 0)
		return false;
	*rest = span_trim(span_skip(*rest, n));
	if (rest->n == 0 || rest->p[0] != '=')
		return true;
	*rest = span_trim(span_skip(*rest, 1));
	unsigned char mark = rest->n ? rest->p[0] : 0;
	if (mark == '"' || mark == '\'') {
		*rest = span_skip(*rest, 1);
		*value_r = span_take(*rest, span_find_byte(*rest, mark));
		*rest = span_skip(*rest, value_r->n + 1);
		return true;
	}
	for (n = 0; n < rest->n && !ascii_is_space(rest->p[n]);)
		n++;
	*value_r = span_take(*rest, n);
	*rest = span_skip(*rest, n);
	return true;
}

static struct span attribute_of(const struct tag *tag, const char *wanted)
{
	struct span rest = tag->attributes, name, value;
	while (next_attribute(&rest, &name, &value))
		if (span_equal_nocase(name, span_from_cstr(wanted)))
			return value;
	return SPAN("");
}

/* Where the tag ends: a ">" outside of quotes behind a "=". */
static size_t tag_end(struct span s)
{
	unsigned char mark = 0, last = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = s.p[i];
		if (mark) {
			mark = c == mark ? 0 : mark;
			continue;
		}
		if (c == '>')
			return i;
		if ((c == '"' || c == '\'') && last == '=')
			mark = c;
		last = ascii_is_space(c) ? last : c;
	}
	return s.n;
}

/* Moves behind `</name`, or to the end. */
static void drop_element(struct stripper *s, struct span name)
{
	while (s->rest.n) {
		size_t at = span_find(s->rest, SPAN("</"));
		if (at == SPAN_NONE)
			at = s->rest.n;
		s->rest = span_skip(s->rest, at);
		if (span_starts_with_nocase(span_skip(s->rest, 2), name))
			return;
		s->rest = span_skip(s->rest, 2);
	}
}

static bool is_link(struct span target)
{
	static const struct span heads[] = { SPAN("http://"), SPAN("https://"),
		SPAN("//"), SPAN("www.") };
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		if (span_starts_with_nocase(target, heads[i]))
			return true;
	return false;
}

static void add_target(struct stripper *s, struct span target)
{
	target = span_take(span_trim(target), TARGET_BYTES_MAX);
	if (is_quoted(s) || !is_link(target))
		return;
	text_add_cstr(&s->out, span_starts_with(target, SPAN("//")) ? " <http:" : " <");
	while (target.n) {
		uint32_t c;
		bool escaped = span_starts_with(target, SPAN("&amp;"));
		utf8_next(&target, &c);
		utf8_add(&s->out, c <= ' ' ? '_' : c);
		target = span_skip(target, escaped ? 4 : 0);
	}
	text_add_cstr(&s->out, "> ");
	s->spaced = true;
}

/* What an attribute says, without entities. */
static struct span without_entities(struct arena *a, struct span value)
{
	struct stripper s = { .rest = value };
	text_init(&s.out, a, TARGET_BYTES_MAX * 4);
	while (s.rest.n && !s.out.cut) {
		uint32_t c;
		if (s.rest.p[0] == '&') {
			take_entity(&s);
		} else {
			utf8_next(&s.rest, &c);
			add_code_point(&s, c);
		}
	}
	return text_span(&s.out);
}

static void collect(struct stripper *s, struct span target, struct span shown)
{
	struct html_links *links = s->options->links;
	if (!links || is_quoted(s) || !span_trim(target).n)
		return;
	links->cut |= links->count >= links->max;
	if (links->count >= links->max)
		return;
	struct arena *a = s->out.arena;
	links->list = arena_grow(
		a, links->list, links->count, &links->capacity, sizeof(*links->list));
	links->list[links->count++] = (struct html_link){ without_entities(a, target),
		arena_copy(a, span_trim(shown)) };
}

static void end_link(struct stripper *s)
{
	if (s->target.n)
		collect(s, s->target, span_skip(text_span(&s->out), s->shown_from));
	add_target(s, s->target);
}

/* A quote that holds a letter that is passed on is what the reader is to read. */
static bool begins_quote(const struct stripper *s, const struct tag *tag)
{
	static const struct span forward = SPAN("forwarded message");
	if (s->options->keep_quotes || tag->closes)
		return false;
	struct span class = attribute_of(tag, "class");
	bool marked = span_find_nocase(class, SPAN("gmail_quote")) != SPAN_NONE ||
		      span_find_nocase(class, SPAN("yahoo_quoted")) != SPAN_NONE ||
		      (span_equal_nocase(tag->name, SPAN("blockquote")) &&
			      span_equal_nocase(attribute_of(tag, "type"), SPAN("cite")));
	return marked &&
	       span_find_nocase(span_take(s->rest, FORWARD_BYTES), forward) == SPAN_NONE;
}

static void count_quote(struct stripper *s, const struct tag *tag)
{
	if (!is_quoted(s)) {
		bool quotable = span_equal_nocase(tag->name, SPAN("div")) ||
				span_equal_nocase(tag->name, SPAN("blockquote"));
		if (quotable && begins_quote(s, tag)) {
			s->quote = tag->name;
			s->quote_depth = 1;
		}
	} else if (span_equal_nocase(tag->name, s->quote)) {
		if (tag->closes)
			s->quote_depth--;
		else
			s->quote_depth++;
	}
}

static void apply(struct stripper *s, const struct tag *tag, enum effect effect)
{
	switch (effect) {
	case EFFECT_BLOCK: add_break(s, "\n\n"); break;
	case EFFECT_LINE: add_break(s, "\n"); break;
	case EFFECT_GAP: add_code_point(s, ' '); break;
	case EFFECT_LINK:
		end_link(s);
		s->target = tag->closes ? SPAN("") : attribute_of(tag, "href");
		s->shown_from = s->out.n;
		break;
	case EFFECT_FORM:
		collect(s, attribute_of(tag, "href"), SPAN(""));
		collect(s, attribute_of(tag, "action"), SPAN(""));
		add_target(s, attribute_of(tag, "href"));
		add_target(s, attribute_of(tag, "action"));
		break;
	case EFFECT_DROP:
		if (!tag->closes)
			drop_element(s, tag->name);
		break;
	}
}

static void take_tag(struct stripper *s)
{
	struct tag tag = { .closes = s->rest.n > 1 && s->rest.p[1] == '/' };
	struct span inside = span_skip(s->rest, tag.closes ? 2 : 1);
	size_t n = 0, end = tag_end(inside);
	while (n < end && ascii_is_alnum(inside.p[n]))
		n++;
	tag.name = span_take(inside, n);
	tag.attributes = span_skip(span_take(inside, end), n);
	s->rest = span_skip(inside, end + 1);
	count_quote(s, &tag);
	for (size_t i = 0; i < sizeof(elements) / sizeof(*elements); i++)
		if (span_equal_nocase(tag.name, elements[i].name)) {
			apply(s, &tag, elements[i].effect);
			return;
		}
}

/* "<" begins a tag, a comment or a declaration, or it is only a sign. */
static void take_angle(struct stripper *s)
{
	unsigned char next = s->rest.n > 1 ? s->rest.p[1] : 0;
	bool comment = span_starts_with(s->rest, SPAN("<!--"));
	if (comment || next == '!' || next == '?') {
		struct span close = comment ? SPAN("-->") : SPAN(">");
		size_t end = span_find(s->rest, close);
		s->rest =
			span_skip(s->rest, end == SPAN_NONE ? s->rest.n : end + close.n);
	} else if (ascii_is_alpha(next) || next == '/') {
		take_tag(s);
	} else {
		add_code_point(s, '<');
		s->rest = span_skip(s->rest, 1);
	}
}

struct span html_to_text(
	struct arena *a, struct span html, const struct html_options *options)
{
	struct stripper s = { .rest = html, .options = options, .spaced = true };
	text_init(&s.out, a, options->max);
	while (s.rest.n && !s.out.cut) {
		uint32_t c;
		if (s.rest.p[0] == '<') {
			take_angle(&s);
		} else if (s.rest.p[0] == '&') {
			take_entity(&s);
		} else {
			utf8_next(&s.rest, &c);
			add_code_point(&s, c);
		}
	}
	end_link(&s);
	return text_span(&s.out);
}
