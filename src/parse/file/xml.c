/* A tag scanner for XML (W3C, fifth edition) of office files: hostile text is never an error
 * and nothing is declared, included or expanded. Names are compared without prefixes,
 * since thieves may choose any. */
#include "parse/file/xml.h"

#include "base/num.h"
#include "base/text.h"
#include "base/utf8.h"

static struct span local(struct span name)
{
	size_t colon = span_rfind_byte(name, ':');
	return colon == SPAN_NONE ? name : span_skip(name, colon + 1);
}

static size_t name_end(struct span s, size_t at)
{
	while (at < s.n && !ascii_is_space(s.p[at]) && s.p[at] != '=' && s.p[at] != '/' &&
		s.p[at] != '>')
		at++;
	return at;
}

/* Behind the '>' that ends a tag: one in quotes does not. */
static size_t tag_end(struct span s)
{
	unsigned char quote = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = s.p[i];
		if (quote)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '>')
			return i + 1;
	}
	return s.n;
}

static size_t behind(struct span s, struct span mark)
{
	size_t at = span_find(s, mark);
	return at == SPAN_NONE ? s.n : at + mark.n;
}

/* How long what is passed over is; 0 for a tag. */
static size_t passed_over(struct span s)
{
	if (span_starts_with(s, SPAN("<!--")))
		return behind(s, SPAN("-->"));
	if (span_starts_with(s, SPAN("<?")))
		return behind(s, SPAN("?>"));
	if (span_starts_with(s, SPAN("<![CDATA[")))
		return behind(s, SPAN("]]>"));
	return span_starts_with(s, SPAN("<!")) ? tag_end(s) : 0;
}

bool xml_next(struct span *rest, struct xml_tag *tag_r)
{
	const unsigned char *text = rest->p;
	for (;;) {
		size_t at = span_find_byte(*rest, '<');
		if (at == SPAN_NONE)
			return false;
		*rest = span_skip(*rest, at);
		size_t skip = passed_over(*rest);
		if (!skip)
			break;
		*rest = span_skip(*rest, skip);
	}
	tag_r->text = span_between(text, rest->p);
	size_t n = tag_end(*rest);
	struct span tag = span_skip(span_take(*rest, n), 1);
	*rest = span_skip(*rest, n);
	if (tag.n && tag.p[tag.n - 1] == '>')
		tag.n--;
	tag_r->is_end = tag.n && tag.p[0] == '/';
	tag_r->is_empty = tag.n && tag.p[tag.n - 1] == '/';
	tag = span_skip(tag, tag_r->is_end);
	size_t end = name_end(tag, 0);
	tag_r->name = local(span_take(tag, end));
	tag_r->inside = span_skip(tag, end);
	return true;
}

static uint32_t entity(struct span s)
{
	static const struct {
		struct span name;
		uint32_t c;
	} named[] = { { { (const unsigned char *)"amp", 3 }, '&' },
		{ { (const unsigned char *)"lt", 2 }, '<' },
		{ { (const unsigned char *)"gt", 2 }, '>' },
		{ { (const unsigned char *)"quot", 4 }, '"' },
		{ { (const unsigned char *)"apos", 4 }, '\'' } };
	uint64_t n = 0;
	if (span_starts_with_nocase(s, SPAN("#x")) &&
		num_parse_hex(span_skip(s, 2), 0x10FFFF, &n))
		return (uint32_t)n;
	if (span_starts_with(s, SPAN("#")) && num_parse(span_skip(s, 1), 0x10FFFF, &n))
		return (uint32_t)n;
	for (size_t i = 0; i < sizeof(named) / sizeof(*named); i++)
		if (span_equal(s, named[i].name))
			return named[i].c;
	return 0;
}

static void add_point(struct text *t, uint32_t c)
{
	if (c < 0x80) {
		text_add_byte(t, (unsigned char)c);
	} else if (c < 0x800) {
		text_add_byte(t, (unsigned char)(0xC0 | c >> 6));
		text_add_byte(t, (unsigned char)(0x80 | (c & 0x3F)));
	} else if (c < 0x10000) {
		text_add_byte(t, (unsigned char)(0xE0 | c >> 12));
		text_add_byte(t, (unsigned char)(0x80 | (c >> 6 & 0x3F)));
		text_add_byte(t, (unsigned char)(0x80 | (c & 0x3F)));
	} else {
		text_add_byte(t, (unsigned char)(0xF0 | c >> 18));
		text_add_byte(t, (unsigned char)(0x80 | (c >> 12 & 0x3F)));
		text_add_byte(t, (unsigned char)(0x80 | (c >> 6 & 0x3F)));
		text_add_byte(t, (unsigned char)(0x80 | (c & 0x3F)));
	}
}

/* What a piece that is passed over says: the text of a CDATA section; a comment nothing. */
static struct span section(struct span s)
{
	static const struct span head = SPAN("<![CDATA["), tail = SPAN("]]>");
	if (!span_starts_with(s, head))
		return SPAN("");
	s = span_skip(s, head.n);
	return span_ends_with(s, tail) ? span_take(s, s.n - tail.n) : s;
}

struct span xml_text(struct arena *a, struct span s)
{
	enum { ENTITY_MAX = 12 };
	struct text t;
	if (span_find_byte(s, '&') == SPAN_NONE && span_find_byte(s, '<') == SPAN_NONE)
		return s;
	text_init(&t, a, s.n);
	while (s.n) {
		size_t skip = s.p[0] == '<' ? passed_over(s) : 0;
		if (skip) {
			text_add(&t, section(span_take(s, skip)));
			s = span_skip(s, skip);
			continue;
		}
		size_t end = s.p[0] == '&' ? span_find_byte(span_take(s, ENTITY_MAX), ';')
					   : SPAN_NONE;
		uint32_t c = end == SPAN_NONE
				     ? 0
				     : entity(span_take(span_skip(s, 1), end - 1));
		if (c)
			add_point(&t, c);
		else
			text_add_byte(&t, s.p[0]);
		s = span_skip(s, c ? end + 1 : 1);
	}
	return text_span(&t);
}

struct span xml_attribute(struct arena *a, const struct xml_tag *tag, struct span name)
{
	struct span s = tag->inside;
	for (size_t at = 0; at < s.n;) {
		while (at < s.n && (ascii_is_space(s.p[at]) || s.p[at] == '/'))
			at++;
		size_t end = name_end(s, at);
		struct span found = local(span_take(span_skip(s, at), end - at));
		for (at = end; at < s.n && (ascii_is_space(s.p[at]) || s.p[at] == '=');)
			at++;
		if (at >= s.n)
			break;
		if (s.p[at] != '"' && s.p[at] != '\'') {
			at = at == end ? at + 1 : name_end(s, at);
			continue;
		}
		struct span value = span_skip(s, at + 1);
		value = span_take(value, span_find_byte(value, s.p[at]));
		if (span_equal(found, name))
			return xml_text(a, value);
		at += value.n + 2;
	}
	return (struct span){ NULL, 0 };
}

struct span xml_bytes(struct arena *a, struct span s)
{
	/* The mark, or the first sign of any XML (appendix F). */
	size_t mark = s.n > 1 && s.p[0] && s.p[1] ? 2 : 0;
	bool little =
		span_starts_with(s, SPAN("\xFF\xFE")) || span_starts_with(s, SPAN("<\0"));
	struct text t;
	if (span_starts_with(s, SPAN("\xEF\xBB\xBF")))
		return span_skip(s, 3);
	if (!little && !span_starts_with(s, SPAN("\xFE\xFF")) &&
		!span_starts_with(s, SPAN("\0<")))
		return s;
	text_init(&t, a, s.n * 2);
	for (size_t i = mark; i + 1 < s.n; i += 2) {
		unsigned low = s.p[little ? i : i + 1], high = s.p[little ? i + 1 : i];
		uint32_t c = high << 8 | low;
		add_point(&t, c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c);
	}
	return text_span(&t);
}
