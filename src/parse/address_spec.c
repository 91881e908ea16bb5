/* A run of tokens to user@host (RFC 5322 section 3.4.1, obsolete syntax of 4.4, RFC 6532),
 * with a note of each odd thing in it.
 *
 * Comments, quotes, a route and the blanks around dots fall away; a final dot, too. Where
 * mailers differ, the last "@" counts. All steps are linear in the run's length.
 *
 * Left out: whether the domain exists or is well-formed. */
#include "parse/address_spec.h"

#include <stdint.h>

#include "base/text.h"
#include "base/utf8.h"
#include "parse/word.h"

static unsigned odd_bytes(struct span s)
{
	unsigned odd = word_is_in(s) ? ADDRESS_HAS_ENCODED_WORD : 0;
	bool high = false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = s.p[i];
		high = high || c >= 0x80;
		if (c == 0)
			odd |= ADDRESS_HAS_NUL;
		else if ((c < ' ' && !ascii_is_space(c)) || c == 0x7F)
			odd |= ADDRESS_HAS_CONTROL;
	}
	if (high)
		odd |= utf8_is_valid(s) ? ADDRESS_HAS_UTF8 : ADDRESS_HAS_8BIT;
	return odd;
}

/* Space within an addr-spec; a line end that no white space follows is no fold. */
static unsigned odd_space(const struct token *t)
{
	bool lines = span_find_byte(t->s, '\r') != SPAN_NONE ||
		     span_find_byte(t->s, '\n') != SPAN_NONE;
	unsigned char last = t->s.p[t->s.n - 1];
	return ADDRESS_HAS_SPACE |
	       (lines && last != ' ' && last != '\t' ? ADDRESS_HAS_CONTROL : 0);
}

static unsigned odd_token(const struct token *t)
{
	switch (t->kind) {
	case T_SPACE: return odd_space(t);
	case T_COMMENT: return ADDRESS_HAS_COMMENT;
	case T_LITERAL: return ADDRESS_HAS_LITERAL;
	case T_QUOTED: break;
	default: return 0;
	}
	unsigned odd = ADDRESS_HAS_QUOTED_LOCAL;
	for (size_t i = 0; i < t->s.n; i++)
		if (memchr("@<>", t->s.p[i], 3))
			odd |= ADDRESS_HAS_QUOTED_AT;
	return odd;
}

static bool has_end(const struct token *t, unsigned char c, bool at_start)
{
	return t->kind == T_TEXT && t->s.p[at_start ? 0 : t->s.n - 1] == c;
}

/* True when obsolete syntax lets the tokens around blanks belong together. */
static bool joins(const struct token *before, const struct token *behind)
{
	return has_end(before, '.', false) || has_end(behind, '.', true);
}

/* Tokens without comments and the blanks around dots. `word_only`: stops at the first
 * other blank. Gives where it stopped. */
static const struct token *join(
	struct arena *a, struct run r, bool word_only, struct span *out_r)
{
	struct text text;
	r = run_trim_blank(r);
	*out_r = run_bytes(r);
	if (r.to - r.from <= 1 && (r.from == r.to || r.from->kind != T_QUOTED))
		return r.to;
	text_init(&text, a, SIZE_MAX / 2);
	const struct token *t = r.from;
	for (; t < r.to; t++) {
		if (token_is_blank(t)) {
			const struct token *next =
				run_skip_blanks((struct run){ t, r.to });
			bool space = t->kind == T_SPACE || (next > t + 1);
			if (space && !joins(t - 1, next)) {
				if (word_only)
					break;
				text_add_byte(&text, ' ');
			}
			t = next - 1;
		} else {
			text_add(&text,
				t->kind == T_QUOTED ? token_inside(a, t->s) : t->s);
		}
	}
	*out_r = text_span(&text);
	return t;
}

/* Drops the obsolete route from `r`. */
static struct run without_route(struct run r, unsigned *oddities)
{
	const struct token *first = run_skip_blanks(r);
	const struct token *colon =
		first < r.to && token_is(first, '@') ? run_find(r, ':') : NULL;
	if (!colon)
		return r;
	*oddities |= ADDRESS_HAS_ROUTE;
	return run_trim((struct run){ colon + 1, r.to });
}

void address_spec_read(struct arena *a, struct run r, struct address *address)
{
	const struct token *at = NULL;
	r = without_route(run_trim(r), &address->oddities);
	for (const struct token *t = r.from; t < r.to; t++) {
		address->oddities |= odd_token(t);
		if (token_is(t, '@') && at)
			address->oddities |= ADDRESS_HAS_MANY_ATS;
		if (token_is(t, '@'))
			at = t;
	}
	address->oddities |= odd_bytes(run_bytes(r));
	struct run local = { r.from, at ? at : r.to };
	join(a, local, false, &address->local);
	if (at) {
		struct run domain = run_trim_blank((struct run){ at + 1, r.to });
		if (join(a, domain, true, &address->domain) < domain.to)
			address->oddities |= ADDRESS_HAS_JUNK;
		for (const struct token *t = domain.from; t < domain.to; t++)
			if (t->kind == T_QUOTED) /* no domain has any: it stays odd */
				address->domain = run_bytes(domain);
		if (span_ends_with(address->domain, SPAN(".")))
			address->domain.n--;
	}
	if (address->domain.n == 0 || (address->local.n == 0 && local.from == local.to))
		address->oddities |= ADDRESS_HAS_NO_DOMAIN;
}

struct run address_spec_around(struct run r, const struct token *at)
{
	struct run word = { at, at + 1 };
	while (word.from > r.from) {
		const struct token *t = word.from - 1, *next = word.from;
		while (t > r.from && token_is_blank(t))
			t--;
		bool near = t == next - 1 || token_is(next, '@') ||
			    has_end(next, '.', true) ||
			    (t->s.n == 1 && has_end(t, '.', false));
		if (token_is_blank(t) || !near || token_is(t, '>'))
			break;
		word.from = t;
	}
	while (word.to < r.to) {
		const struct token *t = run_skip_blanks((struct run){ word.to, r.to });
		if (t == r.to || token_is(t, '>'))
			break;
		if (t != word.to && !token_is(word.to - 1, '@') && !token_is(t, '@') &&
			!joins(word.to - 1, t))
			break;
		word.to = t + 1;
	}
	return word;
}
