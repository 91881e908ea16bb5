/* One Received field (RFC 5321 section 4.4) as real servers write it. The grammar says
 * little about what stands in comments, and all that matters stands there:
 *
 *	Postfix, sendmail, Google   from helo (rdns [ip]) by host ...
 *	Exim                        from rdns ([ip] helo=helo), from [ip] (helo=helo)
 *	qmail, Yahoo                from rdns (HELO helo) (ip)
 *	Exchange, Outlook.com       from helo (ip) by host (ip) with Microsoft SMTP Server
 *
 * A client chooses its HELO, and some servers print it as it came, with blanks and
 * parentheses in it. So the server's own word is taken to be the last: the last comment
 * of the shape "(name [ip])" before the last "by" - but for Exim, which checks the HELO
 * and names the address first.
 *
 * Left out: id, for, via; TLS details; folding (white space is white space). */
#include "parse/received.h"

#include "parse/comment.h"
#include "parse/date.h"

enum { TOKENS_MAX = 200, WORDS_MAX = 8 };

struct token {
	struct span s; /* a word, or a comment without its parentheses */
	bool comment;
};

struct clauses {
	struct token list[TOKENS_MAX];
	size_t n, by; /* index of the last "by", or n */
	size_t from;  /* index of "from", or n */
	bool many_by, overlong;
};

/* ---- tokens */

static size_t word_length(struct span s)
{
	size_t i = 0;
	while (i < s.n && !ascii_is_space(s.p[i]) && s.p[i] != '(' && s.p[i] != ';')
		i++;
	return i;
}

static void add(struct clauses *c, struct span s, bool comment)
{
	c->overlong = c->n == TOKENS_MAX;
	if (!c->overlong)
		c->list[c->n++] = (struct token){ s, comment };
}

/* Cuts the field; `*date_r` is what stands behind the last ";" that is in no comment. */
static void cut(struct span s, struct clauses *c, struct span *date_r)
{
	*date_r = (struct span){ NULL, 0 };
	while (s.n && !c->overlong) {
		size_t n = 1;
		if (s.p[0] == '(') {
			n = comment_length(s) ?: s.n; /* or up to the end */
			size_t closed = s.p[n - 1] == ')' && n > 1;
			add(c, span_trim(span_skip(span_take(s, n - closed), 1)), true);
		} else if (s.p[0] == ';') {
			*date_r = span_skip(s, 1);
			add(c, span_take(s, 1), false);
		} else if (!ascii_is_space(s.p[0])) {
			n = word_length(s);
			add(c, span_take(s, n), false);
		}
		s = span_skip(s, n);
	}
}

static bool is_word(const struct token *t, const char *word)
{
	return !t->comment && span_equal_nocase(t->s, span_from_cstr(word));
}

static void find_clauses(struct clauses *c)
{
	size_t first = 0;
	while (first < c->n && c->list[first].comment)
		first++;
	c->from = first < c->n && is_word(&c->list[first], "from") ? first : c->n;
	c->by = c->n;
	/* what the client calls itself is no keyword, whatever it is */
	for (size_t i = c->from < c->n ? c->from + 2 : first; i < c->n; i++) {
		if (!is_word(&c->list[i], "by"))
			continue;
		c->many_by = c->many_by || c->by < c->n;
		c->by = i;
	}
}

/* ---- comments */

static size_t split_words(struct span s, struct span words[WORDS_MAX])
{
	size_t n = 0;
	while ((s = span_trim(s)).n && n < WORDS_MAX) {
		size_t i = 0;
		if (s.p[0] == ',') {
			s = span_skip(s, 1);
			continue;
		}
		while (i < s.n && !ascii_is_space(s.p[i]) && s.p[i] != ',' &&
			(s.p[i] != '[' || i == 0 || s.p[i - 1] == '='))
			i++;
		words[n++] = span_take(s, i);
		s = span_skip(s, i);
	}
	return n;
}

static bool read_with_port(struct span s, struct ip *ip_r)
{
	size_t colon = span_rfind_byte(s, ':');
	return ip_parse(s, ip_r) ||
	       (colon != SPAN_NONE && ip_parse(span_take(s, colon), ip_r));
}

/* [192.0.2.1], [192.0.2.1]:25, [192.0.2.1:25], [IPv6:2001:db8::1]. */
static bool read_literal(struct span s, struct ip *ip_r)
{
	size_t end = span_find_byte(s, ']');
	if (!span_starts_with(s, SPAN("[")) || end == SPAN_NONE)
		return false;
	return read_with_port(span_take(span_skip(s, 1), end - 1), ip_r);
}

/* A name in a comment: sendmail writes "IDENT:user@host" too, Google a final dot. */
static struct span clean_name(struct span s)
{
	size_t at = span_rfind_byte(s, '@');
	if (at != SPAN_NONE)
		s = span_skip(s, at + 1);
	while (span_ends_with(s, SPAN(".")) || span_ends_with(s, SPAN(",")))
		s.n--;
	if (span_equal_nocase(s, SPAN("unknown")) ||
		span_equal_nocase(s, SPAN("softdnserr")))
		s.n = 0;
	return s;
}

static bool is_address(struct span s)
{
	struct ip ignored;
	return ip_parse(s, &ignored);
}

struct from {
	struct span rdns, helo; /* helo: one that a comment names as such */
	struct ip client;
	bool exim; /* a comment that names the address and the HELO */
};

/* "rdns [ip]", "[ip]", "ip", "user@ip": in the first two words only, for others quote what
 * a client said. */
static void read_client(const struct span *words, size_t n, struct from *from)
{
	struct ip ip;
	struct span bare = n ? clean_name(words[0]) : (struct span){ NULL, 0 };
	if (n && (read_literal(words[0], &ip) || read_literal(bare, &ip))) {
		from->client = ip;
		from->rdns.n = 0;
	} else if (n > 1 && read_literal(words[1], &ip)) {
		from->client = ip;
		from->rdns = clean_name(words[0]);
	} else if (n == 2 && ip_parse(words[1], &ip)) {
		from->client = ip;
	} else if (n && read_with_port(bare, &ip)) {
		from->client = ip;
		from->rdns.n = 0;
	}
}

static void read_from_comment(struct span comment, struct from *from)
{
	struct span words[WORDS_MAX];
	size_t n = split_words(comment, words);
	if (from->exim)
		return;
	read_client(words, n, from);
	for (size_t i = 0; i < n; i++) {
		struct ip ip;
		bool verb = span_equal_nocase(words[i], SPAN("HELO")) ||
			    span_equal_nocase(words[i], SPAN("EHLO"));
		if (span_starts_with_nocase(words[i], SPAN("helo="))) {
			from->helo = span_skip(words[i], 5);
			from->exim = read_literal(words[0], &ip);
		} else if (verb && i + 1 < n) {
			from->helo = words[i + 1];
		}
	}
}

static struct span without_brackets(struct span s)
{
	if (span_starts_with(s, SPAN("<")))
		s = span_skip(s, 1);
	if (span_ends_with(s, SPAN(">")))
		s.n--;
	return s;
}

/* "envelope-from <a@b>" and qmail's "envelope-sender <a@b>". */
static void read_envelope(struct span comment, struct received *r)
{
	struct span words[WORDS_MAX];
	size_t n = split_words(comment, words);
	for (size_t i = 0; i + 1 < n; i++)
		if (span_equal_nocase(words[i], SPAN("envelope-from")) ||
			span_equal_nocase(words[i], SPAN("envelope-sender")))
			r->mail_from = without_brackets(words[i + 1]);
}

/* ---- the clauses */

static bool is_exim(const struct clauses *c)
{
	for (size_t i = c->by; i < c->n; i++)
		if (c->list[i].comment && span_starts_with(c->list[i].s, SPAN("Exim ")))
			return true;
	return false;
}

static void read_from(const struct clauses *c, struct received *r)
{
	struct from from = { .rdns = { NULL, 0 } };
	struct span name = { NULL, 0 };
	if (c->from + 1 < c->by && !c->list[c->from + 1].comment)
		name = c->list[c->from + 1].s;
	for (size_t i = c->from + 1; i < c->by; i++)
		if (c->list[i].comment)
			read_from_comment(c->list[i].s, &from);
	r->client = from.client;
	for (size_t i = c->by; r->client.bits == 0 && i-- > c->from + 1;)
		if (!c->list[i].comment)
			read_literal(c->list[i].s, &r->client);
	if (r->client.bits == 0 && !ip_parse(name, &r->client))
		r->client.bits = 0;
	r->helo = from.helo.p ? from.helo : name;
	r->rdns = from.rdns;
	/* these servers put the name they looked up first */
	if ((from.helo.p || (is_exim(c) && r->rdns.n == 0)) && !is_address(name))
		r->rdns = clean_name(name);
}

static bool is_keyword(const struct token *t)
{
	static const char *const words[] = { "via", "with", "id", "for", "from", ";" };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (is_word(t, words[i]))
			return true;
	return false;
}

static void read_by(const struct clauses *c, struct received *r)
{
	if (c->by + 1 < c->n && !c->list[c->by + 1].comment &&
		!is_keyword(&c->list[c->by + 1]))
		r->by = clean_name(c->list[c->by + 1].s);
	for (size_t i = c->by; i < c->n; i++) {
		if (!is_word(&c->list[i], "with"))
			continue;
		size_t end = i + 1;
		while (end < c->n && !c->list[end].comment && !is_keyword(&c->list[end]))
			end++;
		struct span last = c->list[end - 1].s;
		if (end > i + 1)
			r->with = span_between(c->list[i + 1].s.p, last.p + last.n);
		return;
	}
}

enum got received_parse(struct arena *a, struct span value, struct received *received_r)
{
	struct clauses clauses, *c = &clauses;
	struct span date;
	(void)a; /* nothing needs a copy */
	c->n = 0;
	c->many_by = c->overlong = false;
	struct received r = { .date_s = INT64_MIN };
	cut(value, c, &date);
	find_clauses(c);
	r.has_from = c->from < c->n;
	if (c->from < c->n)
		read_from(c, &r);
	if (c->by < c->n)
		read_by(c, &r);
	for (size_t i = 0; i < c->n; i++)
		if (c->list[i].comment)
			read_envelope(c->list[i].s, &r);
	bool dated = date.p && date_parse(date, &r.date_s, NULL);
	*received_r = r;
	if (c->from == c->n && c->by == c->n && !dated)
		return GOT_NONE;
	if (c->overlong)
		return GOT_LIMIT;
	return dated && r.by.n && !c->many_by ? GOT_ALL : GOT_SOME;
}
