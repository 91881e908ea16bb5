/* One Authentication-Results value (RFC 8601 section 2.2) to a list of clauses.
 *
 * A tokenizer that only moves forward: white space, folds and comments are skipped by one
 * function (nested comments by a counter), quoted strings by another, so that neither a
 * ")" in a quoted local part nor a "dmarc=pass" in a comment is ever read as something
 * else. A property goes to the clause that is open and to no other.
 *
 * Beyond the grammar it takes what borders really write: an empty value
 * ("smtp.mailfrom=;"), a property without a type ("action=oreject"), an empty clause
 * (the ";" at the end), and the characters ":[]" of addresses in an unquoted value. None
 * of them can end a value, so none can move a clause's border. Unknown methods and results
 * are kept: what they are worth is the reader's question. */
#include "parse/authres.h"

#include "base/num.h"
#include "parse/comment.h"

struct scan {
	struct arena *arena;
	struct span rest; /* what was not read yet */
};

static bool at(const struct scan *s, unsigned char c)
{
	return s->rest.n && s->rest.p[0] == c;
}

static bool take(struct scan *s, unsigned char c)
{
	if (!at(s, c))
		return false;
	s->rest = span_skip(s->rest, 1);
	return true;
}

/* The bytes of `s` that stand before its rest `tail`. */
static struct span before(struct span s, struct span tail)
{
	return span_take(s, s.n - tail.n);
}

/* One that is never closed takes all that is left. */
static bool skip_comment(struct scan *s)
{
	size_t n = comment_length(s->rest);
	s->rest = span_skip(s->rest, n ?: s->rest.n);
	return n != 0;
}

/* White space, folds and comments; false for a comment that is never closed. */
static bool skip_cfws(struct scan *s)
{
	while (s->rest.n) {
		if (ascii_is_space(s->rest.p[0]))
			s->rest = span_skip(s->rest, 1);
		else if (!at(s, '('))
			return true;
		else if (!skip_comment(s))
			return false;
	}
	return true;
}

/* Takes a quoted string with its quotes; false, and nothing sensible taken, when it is
 * never closed. */
static bool take_quoted(struct scan *s)
{
	if (!take(s, '"'))
		return false;
	while (s->rest.n) {
		unsigned char c = s->rest.p[0];
		s->rest = span_skip(s->rest, c == '\\' ? 2 : 1);
		if (c == '"')
			return true;
	}
	return false;
}

/* The text of a quoted string: without quotes, backslashes and the line ends of folds. A
 * copy only where something is left out. */
static struct span unquote(struct arena *a, struct span quoted)
{
	struct span inner = span_take(span_skip(quoted, 1), quoted.n - 2);
	if (span_find_byte(inner, '\\') == SPAN_NONE &&
		span_find_byte(inner, '\n') == SPAN_NONE &&
		span_find_byte(inner, '\r') == SPAN_NONE)
		return inner;
	unsigned char *copy = arena_alloc(a, inner.n);
	size_t n = 0;
	for (size_t i = 0; i < inner.n; i++) {
		if (inner.p[i] == '\r' || inner.p[i] == '\n')
			continue;
		if (inner.p[i] == '\\' && i + 1 < inner.n)
			i++;
		copy[n++] = inner.p[i];
	}
	return span_of(copy, n);
}

/* Keyword of RFC 5321, and "_", which private methods have. */
static struct span take_keyword(struct scan *s)
{
	struct span start = s->rest;
	while (s->rest.n && (ascii_is_alnum(s->rest.p[0]) || at(s, '-') || at(s, '_')))
		s->rest = span_skip(s->rest, 1);
	return before(start, s->rest);
}

/* atext and "." of RFC 5322, UTF-8 of RFC 6532: what a local part holds unquoted. */
static bool is_local_byte(unsigned char c)
{
	return c > ' ' && c != 0x7F && !memchr("()<>@,;:\\\"[]", c, 12);
}

/* RFC 2045 section 5.1, "token". */
static bool is_token_byte(unsigned char c)
{
	return is_local_byte(c) && c != '/' && c != '=' && c != '?';
}

static bool is_value_byte(unsigned char c)
{
	return is_token_byte(c) || c == ':' || c == '[' || c == ']';
}

static struct span take_while(struct scan *s, bool (*fits)(unsigned char c))
{
	struct span start = s->rest;
	while (s->rest.n && fits(s->rest.p[0]))
		s->rest = span_skip(s->rest, 1);
	return before(start, s->rest);
}

/* True where a value may end: RFC 8601 parts what follows by white space, comment or ";". */
static bool at_border(const struct scan *s)
{
	return s->rest.n == 0 || at(s, ';') || at(s, '(') || ascii_is_space(s->rest.p[0]);
}

/* value / [ [ local-part ] "@" ] domain-name. A lone quoted string loses its quotes, a
 * quoted local part keeps them. */
static bool take_value(struct scan *s, struct span *value_r)
{
	struct span start = s->rest;
	if (at(s, '"')) {
		if (!take_quoted(s))
			return false;
		*value_r = unquote(s->arena, before(start, s->rest));
	} else {
		take_while(s, is_local_byte);
		if (!at(s, '@')) {
			s->rest = start;
			*value_r = take_while(s, is_value_byte);
		}
	}
	if (take(s, '@')) {
		take_while(s, is_value_byte);
		*value_r = before(start, s->rest);
	}
	return at_border(s);
}

static bool take_number(struct scan *s, unsigned *number_r)
{
	uint64_t number;
	if (!num_parse(take_keyword(s), 1000000, &number))
		return false;
	*number_r = (unsigned)number;
	return true;
}

/* Takes [CFWS] `c` [CFWS]. */
static bool take_between_cfws(struct scan *s, unsigned char c)
{
	return skip_cfws(s) && take(s, c) && skip_cfws(s);
}

/* authserv-id [ CFWS authres-version ] [CFWS], up to the first ";" or the end. */
static bool take_id(struct scan *s, struct authres *r)
{
	if (!skip_cfws(s))
		return false;
	struct span start = s->rest;
	if (!at(s, '"'))
		r->authserv_id = take_while(s, is_token_byte);
	else if (take_quoted(s))
		r->authserv_id = unquote(s->arena, before(start, s->rest));
	if (r->authserv_id.n == 0 || !at_border(s) || !skip_cfws(s))
		return false;
	r->version = 1;
	if (s->rest.n && !at(s, ';') && (!take_number(s, &r->version) || !skip_cfws(s)))
		return false;
	return s->rest.n == 0 || at(s, ';');
}

/* methodspec: method [ "/" version ] "=" result. */
static bool take_method(struct scan *s, struct authres_clause *c)
{
	c->method = arena_lower(s->arena, take_keyword(s));
	c->version = 1;
	if (c->method.n == 0 || !skip_cfws(s))
		return false;
	if (at(s, '/') && (!take_between_cfws(s, '/') || !take_number(s, &c->version)))
		return false;
	if (!take_between_cfws(s, '='))
		return false;
	c->result = arena_lower(s->arena, take_keyword(s));
	return c->result.n && at_border(s);
}

/* propspec, or a reasonspec, or a name without a type. */
static bool take_property(struct scan *s, struct authres_property *p)
{
	p->name = take_keyword(s);
	if (p->name.n == 0 || !skip_cfws(s))
		return false;
	if (at(s, '.')) {
		p->type = p->name;
		if (!take_between_cfws(s, '.'))
			return false;
		p->name = take_keyword(s);
	}
	return p->name.n && take_between_cfws(s, '=') && take_value(s, &p->value);
}

/* Everything of one clause behind its ";". `*left` counts the properties still allowed. */
static enum got take_clause(struct scan *s, struct authres_clause *c, size_t *left)
{
	size_t capacity = 0;
	if (!take_method(s, c))
		return GOT_NONE;
	while (skip_cfws(s)) {
		struct authres_property p = { .type = SPAN("") };
		if (s->rest.n == 0 || at(s, ';'))
			return GOT_ALL;
		if (*left == 0)
			return GOT_LIMIT;
		if (!take_property(s, &p))
			return GOT_NONE;
		if (p.type.n == 0 && !c->reason.p &&
			span_equal_nocase(p.name, SPAN("reason"))) {
			c->reason = p.value;
			continue;
		}
		c->properties = arena_grow(s->arena, c->properties, c->count, &capacity,
			sizeof(*c->properties));
		c->properties[c->count++] = p;
		(*left)--;
	}
	return GOT_NONE;
}

/* no-result: "none" and nothing behind it. */
static bool is_no_result(const struct scan *s)
{
	struct scan ahead = *s;
	return span_equal_nocase(take_keyword(&ahead), SPAN("none")) &&
	       skip_cfws(&ahead) && ahead.rest.n == 0;
}

static enum got take_clauses(struct scan *s, struct authres *r)
{
	size_t capacity = 0, left = AUTHRES_PROPERTIES_MAX;
	while (s->rest.n) {
		struct authres_clause c = { .version = 1 };
		if (!take(s, ';') || !skip_cfws(s))
			return GOT_SOME;
		if (s->rest.n == 0 || at(s, ';'))
			continue;
		if (r->count == 0 && is_no_result(s))
			return GOT_ALL;
		if (r->count == AUTHRES_CLAUSES_MAX)
			return GOT_LIMIT;
		enum got got = take_clause(s, &c, &left);
		if (got != GOT_ALL)
			return got == GOT_NONE ? GOT_SOME : got;
		r->clauses = arena_grow(
			s->arena, r->clauses, r->count, &capacity, sizeof(*r->clauses));
		r->clauses[r->count++] = c;
	}
	return GOT_ALL;
}

enum got authres_parse(struct arena *a, struct span value, struct authres *authres_r)
{
	struct scan s = { a, value };
	*authres_r = (struct authres){ .version = 1 };
	if (!take_id(&s, authres_r)) {
		*authres_r = (struct authres){ .version = 1 };
		return GOT_NONE;
	}
	return take_clauses(&s, authres_r);
}

struct span authres_property(
	const struct authres_clause *c, const char *type, const char *name)
{
	for (size_t i = 0; i < c->count; i++)
		if (span_equal_nocase(c->properties[i].type, span_from_cstr(type)) &&
			span_equal_nocase(c->properties[i].name, span_from_cstr(name)))
			return c->properties[i].value;
	return SPAN("");
}
