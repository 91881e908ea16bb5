/* Address lists (RFC 5322 section 3.4 and 4.4, RFC 6532) as mailers read them.
 *
 * The value is cut into tokens - text, space, quoted string, comment, domain literal, and
 * the specials - and these into elements at commas. An element is then a mailbox with
 * angles, or one without. Comments nest by a counter. What is opened and never closed is
 * taken literally (":(" and a lone quote are common in names), a colon makes a group only
 * where a semicolon follows, an encoded word is one token whatever stands in it.
 *
 * Where mailers differ, the first angle that holds an "@" counts, and the last "@" in it;
 * that they differ is noted in `oddities`. Every step is linear in the value's length.
 *
 * Left out: whether a domain exists or is well-formed; comments within a domain literal. */
#include "parse/address.h"

#include "base/must.h"
#include "base/text.h"
#include "base/utf8.h"
#include "parse/comment.h"
#include "parse/word.h"

enum { LITERAL_MAX = 256, TOKENS_MAX = 4096 };

enum kind { T_END, T_TEXT, T_SPACE, T_QUOTED, T_COMMENT, T_LITERAL, T_SPECIAL };

struct token {
	enum kind kind;
	unsigned char c; /* of a special */
	struct span s;	 /* whole, with its quotes or parentheses */
};

struct parser {
	struct arena *arena;
	struct span rest;
	bool open_quote,
		open_comment; /* one is never closed: all are text from there on */
	bool behind_at;
	size_t semicolons_end; /* rest.n where the last ";" stands, or 0 */
	struct token *tokens;  /* of the element at hand */
	size_t count, capacity;
	bool overlong;
	struct span group;
	bool in_group;
};

/* A run of tokens [from, to). */
struct run {
	const struct token *from, *to;
};

/* ---- tokens */

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

static size_t text_length(const struct parser *p)
{
	struct span s = p->rest;
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
		else if ((c == '"' && !p->open_quote) || (c == '(' && !p->open_comment))
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

static struct token next_token(struct parser *p)
{
	struct token t = { .kind = T_END };
	size_t n = 0;
	if (p->rest.n == 0)
		return t;
	t.c = p->rest.p[0];
	if ((n = space_length(p->rest)) != 0) {
		t.kind = T_SPACE;
	} else if (t.c == '"' && !p->open_quote) {
		t.kind = T_QUOTED;
		n = quoted_length(p->rest);
		p->open_quote = n == 0;
	} else if (t.c == '(' && !p->open_comment) {
		t.kind = T_COMMENT;
		n = comment_length(p->rest);
		p->open_comment = n == 0;
	} else if (t.c == '[' && p->behind_at) {
		t.kind = T_LITERAL;
		n = literal_length(p->rest);
	} else if (t.c && strchr("<>,;:@", t.c)) {
		t.kind = T_SPECIAL;
		n = 1;
	}
	if (n == 0) {
		t.kind = T_TEXT;
		n = text_length(p);
	}
	t.s = span_take(p->rest, n);
	p->rest = span_skip(p->rest, n);
	if (t.kind != T_SPACE && t.kind != T_COMMENT)
		p->behind_at = t.kind == T_SPECIAL && t.c == '@';
	return t;
}

static bool is_special(const struct token *t, unsigned char c)
{
	return t->kind == T_SPECIAL && t->c == c;
}

static bool is_blank(const struct token *t)
{
	return t->kind == T_SPACE || t->kind == T_COMMENT;
}

static const struct token *find(struct run r, unsigned char c)
{
	for (const struct token *t = r.from; t < r.to; t++)
		if (is_special(t, c))
			return t;
	return NULL;
}

static struct run trim(struct run r)
{
	while (r.from < r.to && r.from->kind == T_SPACE)
		r.from++;
	while (r.from < r.to && r.to[-1].kind == T_SPACE)
		r.to--;
	return r;
}

static struct run trim_blank(struct run r)
{
	while (r.from < r.to && is_blank(r.from))
		r.from++;
	while (r.from < r.to && is_blank(r.to - 1))
		r.to--;
	return r;
}

static struct span bytes_of(struct run r)
{
	if (r.from == r.to)
		return (struct span){ NULL, 0 };
	return span_between(r.from->s.p, r.to[-1].s.p + r.to[-1].s.n);
}

/* ---- words */

/* The inside of a quoted string or a comment, without backslashes. */
static struct span inside(struct arena *a, struct span s)
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

/* The words of a display name: quotes and comments off, decoded. */
static struct span name_of(struct arena *a, struct run r)
{
	r = trim_blank(r);
	bool simple = true;
	for (const struct token *t = r.from; t < r.to; t++)
		simple = simple && t->kind != T_QUOTED && t->kind != T_COMMENT;
	if (simple)
		return word_decode(a, bytes_of(r), NULL);
	if (r.to - r.from == 1)
		return word_decode(a, inside(a, r.from->s), NULL);
	struct text text;
	text_init(&text, a, SIZE_MAX / 2);
	for (const struct token *t = r.from; t < r.to; t++) {
		bool doubled =
			t->kind == T_SPACE && t > r.from && t[-1].kind == T_COMMENT;
		if (t->kind == T_QUOTED)
			text_add(&text, inside(a, t->s));
		else if (t->kind != T_COMMENT && !doubled)
			text_add(&text, t->s);
	}
	return word_decode(a, text_span(&text), NULL);
}

static struct span comments_of(struct arena *a, struct run r)
{
	struct text text;
	bool any = false;
	for (const struct token *t = r.from; t < r.to; t++) {
		if (t->kind != T_COMMENT)
			continue;
		if (!any)
			text_init(&text, a, SIZE_MAX / 2);
		else
			text_add_byte(&text, ' ');
		any = true;
		text_add(&text, word_decode(a, inside(a, t->s), NULL));
	}
	return any ? text_span(&text) : (struct span){ NULL, 0 };
}

/* ---- the addr-spec */

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

static const struct token *skip_blanks(struct run r)
{
	while (r.from < r.to && is_blank(r.from))
		r.from++;
	return r.from;
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
	r = trim_blank(r);
	*out_r = bytes_of(r);
	if (r.to - r.from <= 1 && (r.from == r.to || r.from->kind != T_QUOTED))
		return r.to;
	text_init(&text, a, SIZE_MAX / 2);
	const struct token *t = r.from;
	for (; t < r.to; t++) {
		if (is_blank(t)) {
			const struct token *next = skip_blanks((struct run){ t, r.to });
			bool space = t->kind == T_SPACE || (next > t + 1);
			if (space && !joins(t - 1, next)) {
				if (word_only)
					break;
				text_add_byte(&text, ' ');
			}
			t = next - 1;
		} else {
			text_add(&text, t->kind == T_QUOTED ? inside(a, t->s) : t->s);
		}
	}
	*out_r = text_span(&text);
	return t;
}

/* Drops the obsolete route from `r`. */
static struct run without_route(struct run r, unsigned *oddities)
{
	const struct token *first = skip_blanks(r);
	const struct token *colon =
		first < r.to && is_special(first, '@') ? find(r, ':') : NULL;
	if (!colon)
		return r;
	*oddities |= ADDRESS_HAS_ROUTE;
	return trim((struct run){ colon + 1, r.to });
}

static void read_addr_spec(struct parser *p, struct run r, struct address *address)
{
	const struct token *at = NULL;
	r = without_route(trim(r), &address->oddities);
	for (const struct token *t = r.from; t < r.to; t++) {
		address->oddities |= odd_token(t);
		if (is_special(t, '@') && at)
			address->oddities |= ADDRESS_HAS_MANY_ATS;
		if (is_special(t, '@'))
			at = t;
	}
	address->oddities |= odd_bytes(bytes_of(r));
	struct run local = { r.from, at ? at : r.to };
	join(p->arena, local, false, &address->local);
	if (at) {
		struct run domain = trim_blank((struct run){ at + 1, r.to });
		if (join(p->arena, domain, true, &address->domain) < domain.to)
			address->oddities |= ADDRESS_HAS_JUNK;
		for (const struct token *t = domain.from; t < domain.to; t++)
			if (t->kind == T_QUOTED) /* no domain has any: it stays odd */
				address->domain = bytes_of(domain);
		if (span_ends_with(address->domain, SPAN(".")))
			address->domain.n--;
	}
	if (address->domain.n == 0 || (address->local.n == 0 && local.from == local.to))
		address->oddities |= ADDRESS_HAS_NO_DOMAIN;
}

/* ---- the mailbox */

/* A lone comment at the end is the name where no other is (RFC 822's habit). */
static void name_from_comment(struct parser *p, struct run r, struct address *address)
{
	r = trim(r);
	if (address->name.n || r.from == r.to || r.to[-1].kind != T_COMMENT)
		return;
	for (const struct token *t = r.from; t < r.to - 1; t++)
		if (t->kind == T_COMMENT)
			return;
	struct span s = r.to[-1].s;
	address->name_raw = span_take(span_skip(s, 1), s.n - 2);
	address->name = word_decode(p->arena, inside(p->arena, s), NULL);
}

struct angle {
	struct run in;
	bool closed;
};

/* The angle that begins at or behind `from`; its tokens reach up to the next one, if it
 * is not closed before. */
static bool next_angle(struct run r, struct angle *angle_r)
{
	const struct token *open = find(r, '<');
	if (!open)
		return false;
	const struct token *t = open + 1;
	while (t < r.to && !is_special(t, '>') && !is_special(t, '<'))
		t++;
	*angle_r = (struct angle){ { open + 1, t }, t < r.to && is_special(t, '>') };
	return true;
}

/* The first angle that holds an "@", else the first that is not empty, else the first. */
static struct angle choose_angle(struct run r, unsigned *oddities)
{
	struct angle best = { { NULL, NULL }, false }, next;
	int best_rank = 0;
	for (; next_angle(r, &next); r.from = next.in.to) {
		bool empty = trim_blank(next.in).from == trim_blank(next.in).to;
		int rank = find(next.in, '@') ? 3 : empty ? 1 : 2;
		if (best_rank && rank > 1)
			*oddities |= best_rank > 1 ? ADDRESS_HAS_MANY_ANGLES
						   : ADDRESS_HAS_JUNK;
		if (!next.closed)
			*oddities |= empty && next.in.to < r.to ? ADDRESS_HAS_JUNK
								: ADDRESS_HAS_OPEN_ANGLE;
		if (rank > best_rank) {
			best = next;
			best_rank = rank;
		}
	}
	return best;
}

static bool is_all_blank(struct run r)
{
	return skip_blanks(r) == r.to;
}

static void read_angled(struct parser *p, struct run r, struct address *address)
{
	struct angle angle = choose_angle(r, &address->oddities);
	const struct token *first = find(r, '<');
	must(first && angle.in.from); /* the caller has seen one */
	struct run name = trim((struct run){ r.from, first });
	struct run behind = { angle.in.to + angle.closed, r.to };
	address->name_raw = bytes_of(name);
	address->name = name_of(p->arena, name);
	if (find(name, '>'))
		address->oddities |= ADDRESS_HAS_OPEN_ANGLE;
	for (const struct token *t = angle.in.from; t < angle.in.to; t++)
		address->oddities |= t->kind == T_COMMENT ? ADDRESS_HAS_COMMENT : 0;
	read_addr_spec(p, trim_blank(angle.in), address);
	if (!is_all_blank(behind))
		address->oddities |= ADDRESS_HAS_JUNK;
	else if (name.from == name.to)
		name_from_comment(p, behind, address);
}

/* The words around the first "@": blanks end them, except around "@" and dots. */
static struct run word_around(struct run r, const struct token *at)
{
	struct run word = { at, at + 1 };
	while (word.from > r.from) {
		const struct token *t = word.from - 1, *next = word.from;
		while (t > r.from && is_blank(t))
			t--;
		bool near = t == next - 1 || is_special(next, '@') ||
			    has_end(next, '.', true) ||
			    (t->s.n == 1 && has_end(t, '.', false));
		if (is_blank(t) || !near || is_special(t, '>'))
			break;
		word.from = t;
	}
	while (word.to < r.to) {
		const struct token *t = skip_blanks((struct run){ word.to, r.to });
		if (t == r.to || is_special(t, '>'))
			break;
		if (t != word.to && !is_special(word.to - 1, '@') &&
			!is_special(t, '@') && !joins(word.to - 1, t))
			break;
		word.to = t + 1;
	}
	return word;
}

static bool is_idle(struct run r)
{
	while (r.from < r.to && (is_blank(r.from) || is_special(r.from, '>')))
		r.from++;
	return r.from == r.to;
}

static void read_bare(struct parser *p, struct run r, struct address *address)
{
	const struct token *at = find(r, '@');
	struct run all = trim_blank(r);
	if (find(r, '>'))
		address->oddities |= ADDRESS_HAS_OPEN_ANGLE;
	if (!at) {
		address->oddities |= ADDRESS_HAS_NO_DOMAIN;
		if (all.to - all.from == 1 && all.from->kind == T_TEXT) {
			read_addr_spec(p, all, address);
			name_from_comment(p, r, address);
		} else {
			address->name_raw = bytes_of(all);
			address->name = name_of(p->arena, all);
			name_from_comment(p, r, address);
		}
		return;
	}
	struct run word = word_around(all, at);
	struct run before = trim((struct run){ r.from, word.from });
	struct run behind = { word.to, r.to };
	read_addr_spec(p, word, address);
	if (!is_all_blank(before)) {
		address->oddities |= ADDRESS_HAS_JUNK;
		address->name_raw = bytes_of(before);
		address->name = name_of(p->arena, before);
	}
	if (!is_idle(behind))
		address->oddities |= ADDRESS_HAS_JUNK;
	else
		name_from_comment(p, behind, address);
}

/* ---- the list */

/* Collects the tokens of one element. Gives the special that ended it, or 0. */
static unsigned char read_element(struct parser *p)
{
	bool angle = false, route = false, seen_at = false, fresh = false;
	p->count = 0;
	for (;;) {
		struct token t = next_token(p);
		if (t.kind == T_END)
			return 0;
		if (t.kind == T_SPECIAL) {
			seen_at = seen_at || t.c == '@' || t.c == '<';
			if (t.c == ',' && !(angle && route))
				return ',';
			if (t.c == ';' && !angle)
				return ';';
			if (t.c == ':' && !seen_at && !p->in_group &&
				p->rest.n >= p->semicolons_end && p->semicolons_end)
				return ':';
			route = (route || (fresh && t.c == '@')) && t.c != ':';
			angle = t.c == '<' || (angle && t.c != '>');
		}
		fresh = is_special(&t, '<') || (fresh && is_blank(&t));
		if (p->count >= TOKENS_MAX) {
			p->overlong = true;
			continue;
		}
		p->tokens = arena_grow(
			p->arena, p->tokens, p->count, &p->capacity, sizeof(*p->tokens));
		p->tokens[p->count++] = t;
	}
}

static struct address read_mailbox(struct parser *p, struct run r)
{
	struct address address = { .group = p->group, .raw = bytes_of(trim(r)) };
	if (p->overlong)
		address.oddities |= ADDRESS_HAS_JUNK;
	if (find(r, '<'))
		read_angled(p, r, &address);
	else
		read_bare(p, r, &address);
	address.comments = comments_of(p->arena, r);
	return address;
}

static struct parser start(struct arena *a, struct span value)
{
	struct parser p = { .arena = a, .rest = value };
	size_t last = span_rfind_byte(value, ';');
	if (last != SPAN_NONE)
		p.semicolons_end = value.n - last;
	return p;
}

enum got address_list_parse(
	struct arena *a, struct span value, size_t max, struct address_list *list_r)
{
	const unsigned broken = ADDRESS_HAS_JUNK | ADDRESS_HAS_NO_DOMAIN |
				ADDRESS_HAS_OPEN_ANGLE | ADDRESS_HAS_MANY_ANGLES |
				ADDRESS_HAS_MANY_ATS;
	struct parser p = start(a, value);
	size_t capacity = 0, members = 0;
	unsigned oddities = 0;
	*list_r = (struct address_list){ .list = NULL };
	for (unsigned char end = ','; end;) {
		end = read_element(&p);
		struct run r = { p.tokens, p.tokens };
		if (p.count)
			r = trim((struct run){ p.tokens, p.tokens + p.count });
		if (end == ':') {
			p.group = name_of(a, r);
			p.in_group = true;
			members = 0;
			continue;
		}
		/* comments alone are a null element (RFC 5322 section 4.4), or all there is */
		bool alone =
			!end && !list_r->count && !p.in_group && !list_r->empty_group;
		if (r.from < r.to && (alone || !is_all_blank(r))) {
			if (list_r->count >= max)
				return GOT_LIMIT;
			list_r->list = arena_grow(a, list_r->list, list_r->count,
				&capacity, sizeof(*list_r->list));
			list_r->list[list_r->count] = read_mailbox(&p, r);
			oddities |= list_r->list[list_r->count++].oddities;
			members++;
		}
		if (end == ';') {
			list_r->empty_group =
				list_r->empty_group || (p.in_group && !members);
			p.in_group = false;
			p.group = (struct span){ NULL, 0 };
		}
	}
	if (p.overlong)
		return GOT_LIMIT;
	if (list_r->count == 0 && !list_r->empty_group)
		return GOT_NONE;
	return oddities & broken ? GOT_SOME : GOT_ALL;
}
