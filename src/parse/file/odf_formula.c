/* Formulas of OpenDocument (OpenFormula 5, 6.11): names of functions before "(", strings in
 * double quotes and names of other documents in single ones; a quote in either is doubled.
 * Older prefixes ("msoxl:", "oooc:") and DDE as Excel writes it (server|topic!item) count too.
 * Nothing is computed: of an argument put together its strings are joined. */
#include "parse/file/odf_formula.h"

#include "base/text.h"
#include "parse/file/formula.h"

static const struct {
	struct span name;
	enum odf_reach reach;
} CALLS[] = {
	{ SPAN("DDE"), ODF_REACH_DDE },
	{ SPAN("WEBSERVICE"), ODF_REACH_WEB },
	{ SPAN("COM.MICROSOFT.WEBSERVICE"), ODF_REACH_WEB },
	{ SPAN("HYPERLINK"), ODF_REACH_LINK },
};

static bool is_name(unsigned char c)
{
	return ascii_is_alnum(c) || c == '.' || c == '_';
}

/* Behind the quote that ends what begins with one. */
static size_t quoted(struct span s)
{
	size_t i = 1;
	while (i < s.n && (s.p[i] != s.p[0] || (i + 1 < s.n && s.p[i + 1] == s.p[0])))
		i += s.p[i] == s.p[0] ? 2 : 1;
	return i < s.n ? i + 1 : s.n;
}

static void add_unquoted(struct text *t, struct span s)
{
	bool closed = s.n > 1 && s.p[s.n - 1] == s.p[0];
	struct span inner = span_take(span_skip(s, 1), s.n - 1 - closed);
	for (size_t i = 0; i < inner.n; i++) {
		text_add_byte(t, inner.p[i]);
		i += inner.p[i] == s.p[0]; /* of a doubled one the second */
	}
}

/* `*rest` stands behind "(", and then behind the call. */
static struct span strings_of_call(struct arena *a, struct span *rest)
{
	struct text t;
	size_t depth = 1, i = 0;
	text_init(&t, a, rest->n);
	while (i < rest->n && depth) {
		struct span s = span_skip(*rest, i);
		size_t n = *s.p == '"' || *s.p == '\'' ? quoted(s) : 1;
		if (*s.p == '"')
			add_unquoted(&t, span_take(s, n));
		else if ((*s.p == ';' || *s.p == ',') && t.n)
			text_add_byte(&t, ' ');
		depth += *s.p == '(' ? 1 : *s.p == ')' ? -1ul : 0;
		i += n;
	}
	*rest = span_skip(*rest, i);
	return span_trim(text_span(&t));
}

static bool is_call(struct span name, enum odf_reach *reach_r)
{
	for (size_t i = 0; i < sizeof(CALLS) / sizeof(*CALLS); i++)
		if (span_equal_nocase(name, CALLS[i].name)) {
			*reach_r = CALLS[i].reach;
			return true;
		}
	return false;
}

static size_t name_size(struct span s)
{
	size_t n = 0;
	while (n < s.n && is_name(s.p[n]))
		n++;
	return n;
}

static struct span without_blanks(struct span s)
{
	while (s.n && ascii_is_space(s.p[0]))
		s = span_skip(s, 1);
	return s;
}

static bool next_call(struct arena *a, struct span *rest, size_t n,
	enum odf_reach *reach_r, struct span *text_r)
{
	struct span name = span_take(*rest, n);
	struct span behind = without_blanks(span_skip(*rest, n));
	if (!span_starts_with(behind, SPAN("(")) || !is_call(name, reach_r))
		return false;
	*rest = span_skip(behind, 1);
	*text_r = strings_of_call(a, rest);
	return true;
}

/* 'file:///c:/book.ods'#$Sheet1.A1; names of sheets of the same document have no "#". */
static bool next_sheet(struct arena *a, struct span *rest, size_t n, struct span *text_r)
{
	struct text t;
	if (!span_starts_with(span_skip(*rest, n), SPAN("#")))
		return false;
	text_init(&t, a, n);
	add_unquoted(&t, span_take(*rest, n));
	*text_r = text_span(&t);
	*rest = span_skip(*rest, n);
	return true;
}

/* "cmd|'/c calc'!A1", as files that came from Excel keep it. */
static bool next_link(struct arena *a, struct span *rest, struct span *text_r)
{
	struct formula f;
	struct text t;
	if (span_find_byte(*rest, '|') == SPAN_NONE)
		return false;
	formula_read(*rest, &f);
	if (!f.server.n)
		return false;
	text_init(&t, a, f.server.n + f.topic.n + 1);
	text_add(&t, f.server);
	text_add_byte(&t, ' ');
	text_add(&t, f.topic);
	*text_r = text_span(&t);
	*rest = SPAN("");
	return true;
}

bool odf_formula_next(
	struct arena *a, struct span *rest, enum odf_reach *reach_r, struct span *text_r)
{
	struct span whole = *rest;
	while (rest->n) {
		unsigned char c = rest->p[0];
		bool is_quote = c == '"' || c == '\'';
		size_t n = is_quote ? quoted(*rest) : name_size(*rest);
		if (!is_quote && n && next_call(a, rest, n, reach_r, text_r))
			return true;
		if (c == '\'' && next_sheet(a, rest, n, text_r)) {
			*reach_r = ODF_REACH_SHEET;
			return true;
		}
		*rest = span_skip(*rest, n ? n : 1);
	}
	*rest = whole;
	*reach_r = ODF_REACH_DDE;
	bool is_link = next_link(a, rest, text_r);
	*rest = SPAN("");
	return is_link;
}
