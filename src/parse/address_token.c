/* The value of an address field to tokens: text, space, quoted string, comment, domain
 * literal, and the specials (RFC 5322 section 3.2, RFC 6532).
 *
 * What is opened and never closed is taken literally (":(" and a lone quote are common in
 * names), and is looked for once: all such are text from there on. An encoded word is one
 * token whatever stands in it, and so is raw ISO-2022-JP. Linear in the value's length.
 *
 * Left out: what tokens mean together, which is address.c's; comments within a domain
 * literal. */
#include "parse/address_token.h"

#include "parse/comment.h"
#include "parse/word.h"

enum { LITERAL_MAX = 256 };

static size_t quoted_length(struct span s)
{
	for (size_t i = 1; i < s.n; i++) {
		if (s.p[i] == 0x1B)
			i += (word_jis_length(span_skip(s, i)) ?: 1) - 1;
		else if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == '"')
			return i + 1;
	}
	return 0;
}

static size_t literal_length(struct span s)
{
	size_t n = span_find_byte(span_take(s, LITERAL_MAX), ']');
	return n == SPAN_NONE ? 0 : n + 1;
}

static size_t text_length(const struct tokenizer *in)
{
	struct span s = in->rest;
	size_t i = 0;
	for (; i < s.n; i++) {
		unsigned char c = s.p[i];
		if (c == 0x1B)
			i += (word_jis_length(span_skip(s, i)) ?: 1) - 1;
		else if (c == '\\' && i + 1 < s.n && s.p[i + 1] >= ' ')
			i++;
		else if (c == '=' && i + 1 < s.n && s.p[i + 1] == '?')
			i += (word_length(span_skip(s, i)) ?: 1) - 1;
		else if (ascii_is_space(c) || (c && strchr("<>,;:@", c)))
			break;
		else if ((c == '"' && !in->open_quote) || (c == '(' && !in->open_comment))
			break;
	}
	return i;
}

static size_t space_length(struct span s)
{
	size_t i = 0;
	while (i < s.n && ascii_is_space(s.p[i]))
		i++;
	return i;
}

struct token token_next(struct tokenizer *in)
{
	struct token t = { .kind = T_END };
	size_t n = 0;
	if (in->rest.n == 0)
		return t;
	t.c = in->rest.p[0];
	if ((n = space_length(in->rest)) != 0) {
		t.kind = T_SPACE;
	} else if (t.c == '"' && !in->open_quote) {
		t.kind = T_QUOTED;
		n = quoted_length(in->rest);
		in->open_quote = n == 0;
	} else if (t.c == '(' && !in->open_comment) {
		t.kind = T_COMMENT;
		n = comment_length(in->rest);
		in->open_comment = n == 0;
	} else if (t.c == '[' && in->behind_at) {
		t.kind = T_LITERAL;
		n = literal_length(in->rest);
	} else if (t.c && strchr("<>,;:@", t.c)) {
		t.kind = T_SPECIAL;
		n = 1;
	}
	if (n == 0) {
		t.kind = T_TEXT;
		n = text_length(in);
	}
	t.s = span_take(in->rest, n);
	in->rest = span_skip(in->rest, n);
	if (t.kind != T_SPACE && t.kind != T_COMMENT)
		in->behind_at = t.kind == T_SPECIAL && t.c == '@';
	return t;
}

bool token_is(const struct token *t, unsigned char c)
{
	return t->kind == T_SPECIAL && t->c == c;
}

bool token_is_blank(const struct token *t)
{
	return t->kind == T_SPACE || t->kind == T_COMMENT;
}

struct span token_inside(struct arena *a, struct span s)
{
	s = span_take(span_skip(s, 1), s.n - 2);
	if (span_find_byte(s, '\\') == SPAN_NONE)
		return s;
	unsigned char *out = arena_alloc(a, s.n);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		size_t jis = s.p[i] == 0x1B ? word_jis_length(span_skip(s, i)) : 0;
		for (; jis > 1; jis--)
			out[n++] = s.p[i++];
		if (s.p[i] == '\\' && i + 1 < s.n)
			i++;
		out[n++] = s.p[i];
	}
	return span_of(out, n);
}

/* ---- runs */

const struct token *run_find(struct run r, unsigned char c)
{
	for (const struct token *t = r.from; t < r.to; t++)
		if (token_is(t, c))
			return t;
	return NULL;
}

struct run run_trim(struct run r)
{
	while (r.from < r.to && r.from->kind == T_SPACE)
		r.from++;
	while (r.from < r.to && r.to[-1].kind == T_SPACE)
		r.to--;
	return r;
}

struct run run_trim_blank(struct run r)
{
	while (r.from < r.to && token_is_blank(r.from))
		r.from++;
	while (r.from < r.to && token_is_blank(r.to - 1))
		r.to--;
	return r;
}

struct span run_bytes(struct run r)
{
	if (r.from == r.to)
		return (struct span){ NULL, 0 };
	return span_between(r.from->s.p, r.to[-1].s.p + r.to[-1].s.n);
}

const struct token *run_skip_blanks(struct run r)
{
	while (r.from < r.to && token_is_blank(r.from))
		r.from++;
	return r.from;
}

bool run_is_blank(struct run r)
{
	return run_skip_blanks(r) == r.to;
}
