/* Web pages and drawings (HTML, SVG, MSC and other texts of tags) as a row of tokens, in one
 * pass that never looks back. This is no parser of HTML (html.spec.whatwg.org, section 13.2):
 * no tree is built, and what is not closed runs on to the end, as it does in browsers.
 *
 * Left out: which element stands in which, declarations of entities in a document type, and
 * anything that a script would write into the page. */
#include "parse/file/page.h"

#include "base/num.h"
#include "base/text.h"
#include "base/utf8.h"

enum { ENTITY_BYTES_MAX = 12 };

static const struct {
	const char *name;
	uint32_t code_point;
} entities[] = {
	{ "amp", '&' },
	{ "apos", '\'' },
	{ "colon", ':' },
	{ "gt", '>' },
	{ "lpar", '(' },
	{ "lt", '<' },
	{ "NewLine", '\n' },
	{ "nbsp", 0xA0 },
	{ "period", '.' },
	{ "quot", '"' },
	{ "rpar", ')' },
	{ "sol", '/' },
	{ "Tab", '\t' },
};

/* --- attributes --- */

static struct span skip_white(struct span s)
{
	size_t n = 0;
	while (n < s.n && (ascii_is_space(s.p[n]) || s.p[n] == '/' || s.p[n] == '\f'))
		n++;
	return span_skip(s, n);
}

static struct span skip_blank(struct span s)
{
	size_t n = 0;
	while (n < s.n && (ascii_is_space(s.p[n]) || s.p[n] == '\f'))
		n++;
	return span_skip(s, n);
}

bool page_attribute(struct span *rest, struct span *name_r, struct span *value_r)
{
	size_t n = 0;
	*rest = skip_white(*rest);
	while (n < rest->n && (rest->p[n] != '=' || n == 0) &&
		!ascii_is_space(rest->p[n]) && rest->p[n] != '/')
		n++;
	*name_r = span_take(*rest, n);
	*value_r = span_take(*rest, 0);
	if (rest->n == 0)
		return false;
	*rest = span_skip(*rest, n);
	struct span value = skip_blank(*rest);
	if (value.n == 0 || value.p[0] != '=')
		return true;
	value = skip_blank(span_skip(value, 1));
	unsigned char mark = value.n ? value.p[0] : 0;
	if (mark == '"' || mark == '\'') {
		value = span_skip(value, 1);
		*value_r = span_take(value, span_find_byte(value, mark));
		*rest = span_skip(value, value_r->n + 1);
		return true;
	}
	for (n = 0; n < value.n && !ascii_is_space(value.p[n]);)
		n++;
	*value_r = span_take(value, n);
	*rest = span_skip(value, n);
	return true;
}

struct span page_attribute_of(const struct page_token *token, struct span wanted)
{
	struct span rest = token->attributes, name, value;
	while (page_attribute(&rest, &name, &value)) {
		size_t colon = span_find_byte(name, ':');
		if (span_equal_nocase(name, wanted) ||
			(colon != SPAN_NONE &&
				span_equal_nocase(span_skip(name, colon + 1), wanted)))
			return value;
	}
	return span_of(NULL, 0);
}

/* --- entities --- */

static bool numeric(struct span name, uint32_t *c_r)
{
	unsigned base = 10;
	uint32_t c = 0;
	if (name.n && ascii_lower(name.p[0]) == 'x') {
		base = 16;
		name = span_skip(name, 1);
	}
	for (size_t i = 0; i < name.n; i++) {
		int digit = num_hex_digit(name.p[i]);
		if (digit < 0 || (unsigned)digit >= base)
			return false;
		c = c * base + (unsigned)digit;
		if (c > 0x10FFFF)
			return false;
	}
	*c_r = c;
	return name.n > 0;
}

static bool named(struct span name, uint32_t *c_r)
{
	for (size_t i = 0; i < sizeof(entities) / sizeof(*entities); i++)
		if (span_equal(name, span_from_cstr(entities[i].name))) {
			*c_r = entities[i].code_point;
			return true;
		}
	return false;
}

/* Length of the entity behind the sign, or 0 when it is none. */
static size_t entity(struct span s, uint32_t *c_r)
{
	size_t n = 0;
	while (n < s.n && n < ENTITY_BYTES_MAX &&
		(ascii_is_alnum(s.p[n]) || (n == 0 && s.p[0] == '#')))
		n++;
	struct span name = span_take(s, n);
	bool is_known = n && (name.p[0] == '#' ? numeric(span_skip(name, 1), c_r)
					       : named(name, c_r));
	if (!is_known)
		return 0;
	return n + (n < s.n && s.p[n] == ';');
}

struct span page_unescape(struct arena *a, struct span value)
{
	if (span_find_byte(value, '&') == SPAN_NONE)
		return value;
	struct text t;
	text_init(&t, a, value.n * 4 + 4);
	while (value.n) {
		uint32_t c;
		size_t n = value.p[0] == '&' ? entity(span_skip(value, 1), &c) : 0;
		if (n)
			utf8_add(&t, c);
		else
			text_add_byte(&t, value.p[0]);
		value = span_skip(value, 1 + n);
	}
	return text_span(&t);
}

struct span page_address(struct arena *a, struct span value)
{
	value = page_unescape(a, value);
	while (value.n && value.p[0] <= ' ')
		value = span_skip(value, 1);
	while (value.n && value.p[value.n - 1] <= ' ')
		value.n--;
	bool is_clean = true;
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] == '\t' || value.p[i] == '\n' || value.p[i] == '\r')
			is_clean = false;
	if (is_clean)
		return value;
	struct text t;
	text_init(&t, a, value.n);
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] != '\t' && value.p[i] != '\n' && value.p[i] != '\r')
			text_add_byte(&t, value.p[i]);
	return text_span(&t);
}

/* --- tokens --- */

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

static bool is_name_byte(unsigned char c)
{
	return ascii_is_alnum(c) || c == ':' || c == '-' || c == '_' || c == '.' ||
	       c >= 0x80;
}

static struct span name_of(struct span inside)
{
	size_t n = 0;
	while (n < inside.n && is_name_byte(inside.p[n]))
		n++;
	return span_take(inside, n);
}

static struct span local_name(struct span name)
{
	size_t colon = span_rfind_byte(name, ':');
	return colon == SPAN_NONE ? name : span_skip(name, colon + 1);
}

static bool is_raw(struct span name)
{
	return span_equal_nocase(name, SPAN("script")) ||
	       span_equal_nocase(name, SPAN("style")) ||
	       span_equal_nocase(name, SPAN("title")) ||
	       span_equal_nocase(name, SPAN("textarea"));
}

static void take_tag(struct page_reader *r, struct page_token *t)
{
	t->kind = PAGE_TAG;
	t->closes = r->rest.n > 1 && r->rest.p[1] == '/';
	struct span inside = span_skip(r->rest, t->closes ? 2 : 1);
	size_t end = tag_end(inside);
	struct span name = name_of(span_take(inside, end));
	t->name = local_name(name);
	t->attributes = span_skip(span_take(inside, end), name.n);
	t->text = span_take(r->rest, end + (t->closes ? 3 : 2));
	r->rest = span_skip(inside, end + 1);
	bool is_whole = r->is_xml && end > 0 && inside.p[end - 1] == '/';
	if (!t->closes && !is_whole && is_raw(t->name))
		r->raw = t->name;
}

/* Up to "</name", with any prefix before the name. */
static void take_raw(struct page_reader *r, struct page_token *t)
{
	size_t at = 0;
	for (;;) {
		size_t next = span_find(span_skip(r->rest, at), SPAN("</"));
		if (next == SPAN_NONE) {
			at = r->rest.n;
			break;
		}
		at += next;
		struct span name = name_of(span_take(span_skip(r->rest, at + 2), 64));
		if (span_equal_nocase(local_name(name), r->raw))
			break;
		at += 2;
	}
	t->kind = PAGE_RAW;
	t->name = r->raw;
	t->text = span_take(r->rest, at);
	r->rest = span_skip(r->rest, at);
	r->raw = SPAN("");
}

static void take_until(
	struct page_reader *r, struct page_token *t, enum page_kind kind, struct span end)
{
	size_t at = span_find(r->rest, end);
	t->kind = kind;
	t->text = span_take(r->rest, at == SPAN_NONE ? r->rest.n : at + end.n);
	r->rest = span_skip(r->rest, t->text.n);
}

static void take_text(struct page_reader *r, struct page_token *t)
{
	size_t n = r->rest.p[0] == '<' ? 1 : 0;
	n += span_take(span_skip(r->rest, n), span_find_byte(span_skip(r->rest, n), '<'))
		     .n;
	t->kind = PAGE_TEXT;
	t->text = span_take(r->rest, n);
	r->rest = span_skip(r->rest, n);
}

bool page_next(struct page_reader *r, struct page_token *t)
{
	*t = (struct page_token){ .name = SPAN(""), .attributes = SPAN("") };
	if (r->rest.n == 0)
		return false;
	unsigned char next = r->rest.n > 1 ? r->rest.p[1] : 0;
	if (r->raw.n)
		take_raw(r, t);
	else if (r->rest.p[0] != '<')
		take_text(r, t);
	else if (span_starts_with(r->rest, SPAN("<!--")))
		take_until(r, t, PAGE_COMMENT, SPAN("-->"));
	else if (r->is_xml && span_starts_with(r->rest, SPAN("<![CDATA[")))
		take_until(r, t, PAGE_TEXT, SPAN("]]>"));
	else if (next == '!' || next == '?')
		take_until(r, t, PAGE_COMMENT, SPAN(">"));
	else if (ascii_is_alpha(next) || next == '/')
		take_tag(r, t);
	else
		take_text(r, t);
	return true;
}
