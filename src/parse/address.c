/* Address lists (RFC 5322 section 3.4 and 4.4, RFC 6532) as mailers read them.
 *
 * The tokens of address_token.c are cut into elements at commas. An element is then a
 * mailbox with angles, or one without. A colon makes a group only where a semicolon
 * follows. What stands in the angles, or around the "@", is address_spec.c's.
 *
 * Where mailers differ, the first angle that holds an "@" counts; that they differ is noted
 * in `oddities`. Every step is linear in the value's length.
 *
 * Left out: whether a domain exists or is well-formed. */
#include "parse/address.h"

#include <stdint.h>

#include "base/must.h"
#include "base/text.h"
#include "parse/address_spec.h"
#include "parse/word.h"

enum { TOKENS_MAX = 4096 };

struct parser {
	struct arena *arena;
	struct tokenizer in;
	size_t semicolons_end; /* in.rest.n where the last ";" stands, or 0 */
	struct token *tokens;  /* of the element at hand */
	size_t count, capacity;
	bool overlong;
	struct span group;
	bool in_group;
};

/* ---- words */

/* The words of a display name: quotes and comments off, decoded. */
static struct span name_of(struct arena *a, struct run r)
{
	r = run_trim_blank(r);
	bool simple = true;
	for (const struct token *t = r.from; t < r.to; t++)
		simple = simple && t->kind != T_QUOTED && t->kind != T_COMMENT;
	if (simple)
		return word_decode(a, run_bytes(r), NULL);
	if (r.to - r.from == 1)
		return word_decode(a, token_inside(a, r.from->s), NULL);
	struct text text;
	text_init(&text, a, SIZE_MAX / 2);
	for (const struct token *t = r.from; t < r.to; t++) {
		bool doubled =
			t->kind == T_SPACE && t > r.from && t[-1].kind == T_COMMENT;
		if (t->kind == T_QUOTED)
			text_add(&text, token_inside(a, t->s));
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
		text_add(&text, word_decode(a, token_inside(a, t->s), NULL));
	}
	return any ? text_span(&text) : (struct span){ NULL, 0 };
}

/* ---- the mailbox */

/* A lone comment at the end is the name where no other is (RFC 822's habit). */
static void name_from_comment(struct parser *p, struct run r, struct address *address)
{
	r = run_trim(r);
	if (address->name.n || r.from == r.to || r.to[-1].kind != T_COMMENT)
		return;
	for (const struct token *t = r.from; t < r.to - 1; t++)
		if (t->kind == T_COMMENT)
			return;
	struct span s = r.to[-1].s;
	address->name_raw = span_take(span_skip(s, 1), s.n - 2);
	address->name = word_decode(p->arena, token_inside(p->arena, s), NULL);
}

struct angle {
	struct run in;
	bool closed;
};

/* The angle that begins at or behind `from`; its tokens reach up to the next one, if it
 * is not closed before. */
static bool next_angle(struct run r, struct angle *angle_r)
{
	const struct token *open = run_find(r, '<');
	if (!open)
		return false;
	const struct token *t = open + 1;
	while (t < r.to && !token_is(t, '>') && !token_is(t, '<'))
		t++;
	*angle_r = (struct angle){ { open + 1, t }, t < r.to && token_is(t, '>') };
	return true;
}

/* The first angle that holds an "@", else the first that is not empty, else the first. */
static struct angle choose_angle(struct run r, unsigned *oddities)
{
	struct angle best = { { NULL, NULL }, false }, next;
	int best_rank = 0;
	for (; next_angle(r, &next); r.from = next.in.to) {
		bool empty = run_trim_blank(next.in).from == run_trim_blank(next.in).to;
		int rank = run_find(next.in, '@') ? 3 : empty ? 1 : 2;
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

static void read_angled(struct parser *p, struct run r, struct address *address)
{
	struct angle angle = choose_angle(r, &address->oddities);
	const struct token *first = run_find(r, '<');
	must(first && angle.in.from); /* the caller has seen one */
	struct run name = run_trim((struct run){ r.from, first });
	struct run behind = { angle.in.to + angle.closed, r.to };
	address->name_raw = run_bytes(name);
	address->name = name_of(p->arena, name);
	if (run_find(name, '>'))
		address->oddities |= ADDRESS_HAS_OPEN_ANGLE;
	for (const struct token *t = angle.in.from; t < angle.in.to; t++)
		address->oddities |= t->kind == T_COMMENT ? ADDRESS_HAS_COMMENT : 0;
	address_spec_read(p->arena, run_trim_blank(angle.in), address);
	if (!run_is_blank(behind))
		address->oddities |= ADDRESS_HAS_JUNK;
	else if (name.from == name.to)
		name_from_comment(p, behind, address);
}

static bool is_idle(struct run r)
{
	while (r.from < r.to && (token_is_blank(r.from) || token_is(r.from, '>')))
		r.from++;
	return r.from == r.to;
}

static void read_bare(struct parser *p, struct run r, struct address *address)
{
	const struct token *at = run_find(r, '@');
	struct run all = run_trim_blank(r);
	if (run_find(r, '>'))
		address->oddities |= ADDRESS_HAS_OPEN_ANGLE;
	if (!at) {
		address->oddities |= ADDRESS_HAS_NO_DOMAIN;
		if (all.to - all.from == 1 && all.from->kind == T_TEXT) {
			address_spec_read(p->arena, all, address);
			name_from_comment(p, r, address);
		} else {
			address->name_raw = run_bytes(all);
			address->name = name_of(p->arena, all);
			name_from_comment(p, r, address);
		}
		return;
	}
	struct run word = address_spec_around(all, at);
	struct run before = run_trim((struct run){ r.from, word.from });
	struct run behind = { word.to, r.to };
	address_spec_read(p->arena, word, address);
	if (!run_is_blank(before)) {
		address->oddities |= ADDRESS_HAS_JUNK;
		address->name_raw = run_bytes(before);
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
		struct token t = token_next(&p->in);
		if (t.kind == T_END)
			return 0;
		if (t.kind == T_SPECIAL) {
			seen_at = seen_at || t.c == '@' || t.c == '<';
			if (t.c == ',' && !(angle && route))
				return ',';
			if (t.c == ';' && !angle)
				return ';';
			if (t.c == ':' && !seen_at && !p->in_group &&
				p->in.rest.n >= p->semicolons_end && p->semicolons_end)
				return ':';
			route = (route || (fresh && t.c == '@')) && t.c != ':';
			angle = t.c == '<' || (angle && t.c != '>');
		}
		fresh = token_is(&t, '<') || (fresh && token_is_blank(&t));
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
	struct address address = { .group = p->group, .raw = run_bytes(run_trim(r)) };
	if (p->overlong)
		address.oddities |= ADDRESS_HAS_JUNK;
	if (run_find(r, '<'))
		read_angled(p, r, &address);
	else
		read_bare(p, r, &address);
	address.comments = comments_of(p->arena, r);
	return address;
}

static struct parser start(struct arena *a, struct span value)
{
	struct parser p = { .arena = a, .in = { .rest = value } };
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
			r = run_trim((struct run){ p.tokens, p.tokens + p.count });
		if (end == ':') {
			p.group = name_of(a, r);
			p.in_group = true;
			members = 0;
			continue;
		}
		/* comments alone are a null element (RFC 5322 section 4.4), or all there is */
		bool alone =
			!end && !list_r->count && !p.in_group && !list_r->empty_group;
		if (r.from < r.to && (alone || !run_is_blank(r))) {
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
