/* Formulas as text (ECMA-376 part 1, 18.17; the functions of macro sheets are those of MS-XLS
 * 2.5.198.17): calls that run programs or write formulas, and links of the form
 * server|topic!item, which are DDE. Strings stand in double quotes, names that hold other
 * signs in single ones; a quote in either is doubled. Nothing is computed. */
#include "parse/file/formula.h"

static const struct {
	struct span name;
	const char *word;
	bool runs;
} FUNCTIONS[] = {
	{ SPAN("EXEC"), "EXEC", true },
	{ SPAN("CALL"), "CALL", true },
	{ SPAN("REGISTER"), "REGISTER", true },
	{ SPAN("REGISTER.ID"), "REGISTER.ID", true },
	{ SPAN("INITIATE"), "INITIATE", true },
	{ SPAN("EXECUTE"), "EXECUTE", true },
	{ SPAN("FORMULA"), "FORMULA", false },
	{ SPAN("FORMULA.FILL"), "FORMULA.FILL", false },
	{ SPAN("FORMULA.ARRAY"), "FORMULA.ARRAY", false },
	{ SPAN("SET.VALUE"), "SET.VALUE", false },
	{ SPAN("FOPEN"), "FOPEN", false },
	{ SPAN("FWRITE"), "FWRITE", false },
	{ SPAN("FWRITELN"), "FWRITELN", false },
};

static bool is_name(unsigned char c)
{
	return ascii_is_alnum(c) || c == '.' || c == '_' || c == '\\' || c == ':' ||
	       c == '/' || c >= 0x80;
}

/* Behind the quote that ends what begins with one. */
static size_t quoted(struct span s)
{
	size_t i = 1;
	while (i < s.n && (s.p[i] != s.p[0] || (i + 1 < s.n && s.p[i + 1] == s.p[0])))
		i += s.p[i] == s.p[0] ? 2 : 1;
	return i < s.n ? i + 1 : s.n;
}

static size_t name_size(struct span s)
{
	size_t n = 0;
	while (n < s.n && is_name(s.p[n]))
		n++;
	return n;
}

static struct span unquoted(struct span s)
{
	bool closed = s.n > 1 && s.p[s.n - 1] == s.p[0];
	return s.n && (s.p[0] == '"' || s.p[0] == '\'')
		       ? span_take(span_skip(s, 1), s.n - 1 - closed)
		       : s;
}

static void note_call(struct formula *f, struct span name)
{
	for (size_t i = 0; i < sizeof(FUNCTIONS) / sizeof(*FUNCTIONS); i++) {
		const char **word = FUNCTIONS[i].runs ? &f->runs : &f->writes;
		if (!*word && span_equal_nocase(name, FUNCTIONS[i].name))
			*word = FUNCTIONS[i].word;
	}
}

/* `s` stands behind the bar: a topic and an item make it a link. */
static void note_link(struct formula *f, struct span server, struct span s)
{
	size_t n = s.n && (s.p[0] == '\'' || s.p[0] == '"') ? quoted(s) : name_size(s);
	if (!f->server.n && n < s.n && s.p[n] == '!') {
		f->server = unquoted(server);
		f->topic = unquoted(span_take(s, n));
	}
}

void formula_read(struct span text, struct formula *r)
{
	struct span before = SPAN("");
	*r = (struct formula){ .runs = NULL };
	for (size_t i = 0; i < text.n;) {
		struct span s = span_skip(text, i);
		unsigned char c = s.p[0];
		size_t n = c == '"' || c == '\'' ? quoted(s) : name_size(s);
		if (c == '"' && !r->string.n)
			r->string = unquoted(span_take(s, n));
		if (c == '(')
			note_call(r, before);
		else if (c == '|' && before.n)
			note_link(r, before, span_skip(s, 1));
		if (n)
			before = span_take(s, n);
		else if (!ascii_is_space(c))
			before = SPAN("");
		i += n ? n : 1;
	}
}
