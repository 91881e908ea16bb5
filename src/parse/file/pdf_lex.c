/* One PDF value out of bytes (ISO 32000-2, 7.2 and 7.3) as a flat tree: each value knows
 * where the next one after it and its children stands, so nothing recurses. Containers
 * deeper than an honest document has are read as if they were flat; a broken value ends
 * where its bytes do. */
#include "parse/file/pdf_lex.h"

#include "base/num.h"

enum { NESTED_MAX = 64 };

/* 7.2.3 */
enum { REGULAR, BLANK, DELIMITER };
static const unsigned char KINDS[256] = { [0] = BLANK,
	['\t'] = BLANK,
	['\n'] = BLANK,
	['\f'] = BLANK,
	['\r'] = BLANK,
	[' '] = BLANK,
	['('] = DELIMITER,
	[')'] = DELIMITER,
	['<'] = DELIMITER,
	['>'] = DELIMITER,
	['['] = DELIMITER,
	[']'] = DELIMITER,
	['{'] = DELIMITER,
	['}'] = DELIMITER,
	['/'] = DELIMITER,
	['%'] = DELIMITER };

bool pdf_is_blank(unsigned char c)
{
	return KINDS[c] == BLANK;
}

size_t pdf_skip_blanks(struct span s, size_t at)
{
	while (at < s.n) {
		if (s.p[at] == '%')
			while (at < s.n && s.p[at] != '\n' && s.p[at] != '\r')
				at++;
		else if (pdf_is_blank(s.p[at]))
			at++;
		else
			break;
	}
	return at;
}

size_t pdf_regular_end(struct span s, size_t at)
{
	while (at < s.n && KINDS[s.p[at]] == REGULAR)
		at++;
	return at;
}

size_t pdf_string_end(struct span s, size_t at)
{
	unsigned open = 1;
	while (at < s.n) {
		unsigned char c = s.p[at++];
		if (c == '\\')
			at++;
		else if (c == '(')
			open++;
		else if (c == ')' && --open == 0)
			return at;
	}
	return s.n + 1;
}

/* --- strings */

static unsigned char escaped(unsigned char c)
{
	static const char *const pairs = "n\nr\rt\tb\bf\f";
	for (const char *p = pairs; *p; p += 2)
		if (c == (unsigned char)*p)
			return (unsigned char)p[1];
	return c;
}

/* Behind a backslash at s.p[i]: gives the next place. */
static size_t escape(struct span s, size_t i, unsigned char *to, size_t *n)
{
	unsigned char c = s.p[i++];
	if (c >= '0' && c <= '7') {
		unsigned code = c - '0';
		for (int k = 0; k < 2 && i < s.n && s.p[i] >= '0' && s.p[i] <= '7'; k++)
			code = code * 8 + (s.p[i++] - '0');
		to[(*n)++] = (unsigned char)code;
	} else if (c == '\r') {
		i += i < s.n && s.p[i] == '\n';
	} else if (c != '\n') {
		to[(*n)++] = escaped(c);
	}
	return i;
}

size_t pdf_literal_bytes(struct span inside, unsigned char *to)
{
	size_t n = 0;
	for (size_t i = 0; i < inside.n;) {
		if (inside.p[i] == '\\' && i + 1 < inside.n)
			i = escape(inside, i + 1, to, &n);
		else
			to[n++] = inside.p[i++];
	}
	return n;
}

size_t pdf_hex_bytes(struct span inside, unsigned char *to)
{
	size_t digits = 0;
	for (size_t i = 0; i < inside.n; i++) {
		int digit = num_hex_digit(inside.p[i]);
		if (digit < 0)
			continue;
		if (digits % 2 == 0)
			to[digits / 2] = (unsigned char)(digit << 4);
		else
			to[digits / 2] |= (unsigned char)digit;
		digits++;
	}
	return (digits + 1) / 2;
}

/* --- values */

struct reading {
	struct pdf_lex *lex;
	struct span s;
	size_t at;
	uint32_t open[NESTED_MAX];
	unsigned depth, unread_depth;
	uint32_t closed; /* values that stood when the last container ended */
	bool broken;
};

static struct pdf_value *add(
	struct reading *r, enum pdf_kind kind, size_t start, size_t n)
{
	struct pdf_lex *lex = r->lex;
	if (lex->tree.count >= lex->values_max) {
		r->broken = true;
		lex->limit = true;
		return NULL;
	}
	size_t capacity = lex->capacity;
	lex->tree.values = arena_grow(lex->arena, lex->tree.values, lex->tree.count,
		&capacity, sizeof(*lex->tree.values));
	lex->capacity = capacity;
	struct pdf_value *v = &lex->tree.values[lex->tree.count++];
	*v = (struct pdf_value){ .kind = (uint8_t)kind,
		.start = (uint32_t)start,
		.n = (uint32_t)n,
		.next = lex->tree.count };
	return v;
}

static void begin(struct reading *r, enum pdf_kind kind, size_t start)
{
	if (r->depth == NESTED_MAX) {
		r->unread_depth++;
		r->lex->limit = true;
	} else if (add(r, kind, start, 0)) {
		r->open[r->depth++] = r->lex->tree.count - 1;
	}
}

static void end(struct reading *r)
{
	r->closed = r->lex->tree.count;
	if (r->unread_depth) {
		r->unread_depth--;
		return;
	}
	if (r->depth == 0)
		return;
	struct pdf_value *v = &r->lex->tree.values[r->open[--r->depth]];
	v->next = r->lex->tree.count;
	v->n = (uint32_t)(r->at - v->start);
}

/* "12 0 R": the two numbers become one reference, if no bracket stands between them and R. */
static bool refer(struct reading *r)
{
	struct pdf_tree *t = &r->lex->tree;
	if (t->count < 2 || t->count - 2 < r->closed)
		return false;
	struct pdf_value *number = &t->values[t->count - 2];
	if (number->kind != PDF_INT || number[1].kind != PDF_INT)
		return false;
	if (r->depth && r->open[r->depth - 1] >= t->count - 2)
		return false;
	number->kind = PDF_REF;
	number->next = --t->count;
	return true;
}

static bool is_int(struct span s)
{
	size_t i = s.n && (s.p[0] == '+' || s.p[0] == '-');
	if (i == s.n)
		return false;
	for (; i < s.n; i++)
		if (!ascii_is_digit(s.p[i]))
			return false;
	return true;
}

/* False where the object ends by a word of the file's own form. */
static bool word(struct reading *r)
{
	size_t end_at = pdf_regular_end(r->s, r->at);
	if (end_at == r->at)
		end_at++; /* a stray ) or } */
	struct span w = span_take(span_skip(r->s, r->at), end_at - r->at);
	if (span_equal(w, SPAN("endobj")) || span_equal(w, SPAN("stream")) ||
		span_equal(w, SPAN("obj")) || span_equal(w, SPAN("xref"))) {
		r->broken = r->depth > 0;
		return false;
	}
	if (!span_equal(w, SPAN("R")) || !refer(r))
		add(r, is_int(w) ? PDF_INT : PDF_WORD, r->at, w.n);
	r->at = end_at;
	return true;
}

static void string(struct reading *r)
{
	size_t start = r->at + 1, stop = pdf_string_end(r->s, start);
	if (stop > r->s.n) {
		r->broken = true;
		stop = r->s.n + 1;
	}
	add(r, PDF_STRING, start, stop - 1 - start);
	r->at = stop < r->s.n ? stop : r->s.n;
}

static void hex_string(struct reading *r)
{
	size_t start = r->at + 1;
	size_t n = span_find_byte(span_skip(r->s, start), '>');
	if (n == SPAN_NONE) {
		r->broken = true;
		n = r->s.n - start;
	}
	struct pdf_value *v = add(r, PDF_STRING, start, n);
	if (v)
		v->hex = true;
	r->at = start + n < r->s.n ? start + n + 1 : r->s.n;
}

static bool token(struct reading *r)
{
	unsigned char c = r->s.p[r->at];
	unsigned char then = r->at + 1 < r->s.n ? r->s.p[r->at + 1] : 0;
	if (c == '/') {
		size_t stop = pdf_regular_end(r->s, r->at + 1);
		add(r, PDF_NAME, r->at + 1, stop - r->at - 1);
		r->at = stop;
	} else if (c == '<' && then == '<') {
		begin(r, PDF_DICT, r->at);
		r->at += 2;
	} else if (c == '>' && then == '>') {
		r->at += 2;
		end(r);
	} else if (c == '[') {
		begin(r, PDF_ARRAY, r->at++);
	} else if (c == ']') {
		r->at++;
		end(r);
	} else if (c == '(') {
		string(r);
	} else if (c == '<') {
		hex_string(r);
	} else {
		return word(r);
	}
	return true;
}

/* A lone "12 0 R" is one value too. */
static bool may_be_reference(const struct reading *r)
{
	const struct pdf_tree *t = &r->lex->tree;
	return t->count && t->count <= 2 && t->values[0].kind == PDF_INT &&
	       t->values[t->count - 1].kind == PDF_INT;
}

bool pdf_lex(struct pdf_lex *lex, struct span text, size_t *end_r)
{
	struct reading r = { .lex = lex, .s = text };
	lex->tree.count = 0;
	lex->tree.text = text;
	for (;;) {
		r.at = pdf_skip_blanks(text, r.at);
		if (r.at >= text.n || r.broken || !token(&r))
			break;
		if (r.depth == 0 && !r.unread_depth && !may_be_reference(&r))
			break;
	}
	bool whole = r.depth == 0 && !r.broken;
	while (r.depth)
		end(&r);
	*end_r = r.at < text.n ? r.at : text.n;
	return whole;
}
