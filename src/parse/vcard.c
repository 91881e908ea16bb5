/* vCards (2.1; RFC 2426; RFC 6350 sections 3.2 to 3.4) to names and mail addresses. One line
 * at a time: its folds are joined only when its property is one of the few that count, so a
 * card's photograph costs a look at its lines.
 *
 * Files of all versions are read by one set of rules, because programs mix them: groups
 * ("item1.EMAIL"), bare parameters (";QUOTED-PRINTABLE"), soft line breaks, CHARSET, escapes
 * of commas and semicolons. Without CHARSET bytes are UTF-8 and, failing that,
 * windows-1252. A fold gives nothing in 3.0 and 4.0, and the white space itself in 2.1.
 *
 * Left out: files in UTF-16, the XML and JSON forms, cards that are linked (AGENT's URI),
 * and what an address means (parse/address.h). */
#include "parse/vcard.h"

#include "base/codec.h"
#include "base/text.h"
#include "base/utf8.h"
#include "parse/lines.h"
#include "parse/word.h"

enum kind {
	KIND_OTHER,
	KIND_BEGIN,
	KIND_END,
	KIND_VERSION,
	KIND_AGENT,
	KIND_FN,
	KIND_N,
	KIND_ORG,
	KIND_EMAIL,
	KIND_UNKNOWN /* the line ends before its name does */
};

static const struct {
	const char *name;
	enum kind kind;
} NAMES[] = {
	{ "BEGIN", KIND_BEGIN },
	{ "END", KIND_END },
	{ "VERSION", KIND_VERSION },
	{ "AGENT", KIND_AGENT },
	{ "FN", KIND_FN },
	{ "N", KIND_N },
	{ "ORG", KIND_ORG },
	{ "EMAIL", KIND_EMAIL },
};

enum encoding { ENCODING_NONE, ENCODING_QP, ENCODING_BASE64 };

static const struct {
	const char *name;
	enum encoding encoding;
} ENCODINGS[] = {
	{ "QUOTED-PRINTABLE", ENCODING_QP },
	{ "BASE64", ENCODING_BASE64 },
	{ "B", ENCODING_BASE64 },
};

struct property {
	enum kind kind;
	enum encoding encoding;
	struct span charset; /* as written, or empty */
	struct span value;
};

struct reader {
	struct arena *arena;
	struct lines lines;
	const struct vcard_limits *limits;
	struct vcard *card;
	struct text joined; /* the property being unfolded; used again for the next */
	size_t line_count, capacity;
	struct span fn, n, org;
	unsigned depth;	   /* of cards within the card */
	bool before_agent; /* the line before was an AGENT whose card follows */
	bool is_21;
};

static bool is_line(struct span line, struct span wanted)
{
	return span_equal_nocase(span_trim(line), wanted);
}

static bool is_begin(struct span line)
{
	return is_line(line, SPAN("BEGIN:VCARD"));
}

static bool is_end(struct span line)
{
	return is_line(line, SPAN("END:VCARD"));
}

/* What the line is about: the word before the first ":" or ";", without its group. */
static enum kind kind_of(struct span line)
{
	size_t end = 0;
	while (end < line.n && line.p[end] != ':' && line.p[end] != ';')
		end++;
	if (end == line.n)
		return KIND_UNKNOWN;
	struct span name = span_take(line, end);
	size_t dot = span_rfind_byte(name, '.');
	name = span_trim(dot == SPAN_NONE ? name : span_skip(name, dot + 1));
	for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++)
		if (span_equal_nocase(name, span_from_cstr(NAMES[i].name)))
			return NAMES[i].kind;
	return KIND_OTHER;
}

/* Where the value's colon stands: the first one outside of quotes, for in 3.0 and 4.0 a
 * parameter's value may hold one; where quotes never close, the first one at all. */
static size_t find_colon(struct span line)
{
	bool quoted = false;
	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] == '"')
			quoted = !quoted;
		else if (line.p[i] == ':' && !quoted)
			return i;
	}
	return span_find_byte(line, ':');
}

static enum encoding encoding_of(struct span word)
{
	for (size_t i = 0; i < sizeof(ENCODINGS) / sizeof(ENCODINGS[0]); i++)
		if (span_equal_nocase(word, span_from_cstr(ENCODINGS[i].name)))
			return ENCODINGS[i].encoding;
	return ENCODING_NONE;
}

/* One ";name=value" or, in 2.1, ";value". A bare "B" is no encoding. */
static void take_parameter(struct span parameter, struct property *p)
{
	struct span value = parameter;
	struct span name = span_trim(span_split(&value, '='));
	enum encoding encoding = ENCODING_NONE;
	value = span_trim(value);
	if (value.p && span_equal_nocase(name, SPAN("CHARSET")))
		p->charset = value;
	else if (value.p && span_equal_nocase(name, SPAN("ENCODING")))
		encoding = encoding_of(value);
	else if (!value.p && name.n > 1)
		encoding = encoding_of(name);
	if (encoding != ENCODING_NONE)
		p->encoding = encoding;
}

/* False as long as the line has no value's colon yet. */
static bool read_property(struct span line, struct property *p_r)
{
	size_t colon = find_colon(line);
	*p_r = (struct property){ .kind = kind_of(line) };
	if (colon == SPAN_NONE)
		return false;
	struct span parameters = span_take(line, colon);
	p_r->value = span_skip(line, colon + 1);
	span_split(&parameters, ';');
	while (parameters.p)
		take_parameter(span_split(&parameters, ';'), p_r);
	return true;
}

static bool next_line(struct reader *r, struct span *line_r)
{
	if (!lines_next(&r->lines, line_r))
		return false;
	r->line_count++;
	return true;
}

/* The next line is a fold of the one before: it begins with white space. */
static bool is_fold_next(const struct reader *r)
{
	return r->lines.p < r->lines.end && (*r->lines.p == ' ' || *r->lines.p == '\t');
}

/* The line behind a soft break, whatever it begins with; but no break hides a card's end. */
static bool is_break_next(const struct reader *r, const struct property *p)
{
	struct lines ahead = r->lines;
	struct span line;
	return p->encoding == ENCODING_QP && span_ends_with(p->value, SPAN("=")) &&
	       lines_next(&ahead, &line) && !is_begin(line) && !is_end(line);
}

static bool is_over(struct reader *r)
{
	bool over = r->line_count >= r->limits->lines_max;
	r->card->cut = r->card->cut || over;
	return over;
}

/* Over a property that does not count. Soft breaks too: the text of a note must not become
 * a property by what a line of it begins with. */
static void skip_property(struct reader *r, struct span line)
{
	struct property p;
	read_property(line, &p);
	while ((is_fold_next(r) || is_break_next(r, &p)) && !is_over(r))
		next_line(r, &p.value);
}

static void join(struct reader *r, struct span piece)
{
	text_add(&r->joined, piece);
	r->card->cut = r->card->cut || r->joined.cut;
}

/* Reads on while the property does. Only what was joined last is looked at again: all of
 * it once, when the colon comes, and once at the end. */
static void unfold(struct reader *r, struct span line, struct property *p)
{
	bool has_value = read_property(line, p);
	struct span piece;
	if (!is_fold_next(r) && !is_break_next(r, p))
		return;
	r->joined.n = 0;
	r->joined.cut = false;
	join(r, line);
	for (;;) {
		bool soft = has_value && is_break_next(r, p);
		if ((!soft && !is_fold_next(r)) || is_over(r) || !next_line(r, &piece))
			break;
		if (soft && span_ends_with(text_span(&r->joined), SPAN("=")))
			r->joined.n--;
		join(r, soft || r->is_21 ? piece : span_skip(piece, 1));
		if (!has_value && span_find_byte(piece, ':') != SPAN_NONE)
			has_value = read_property(text_span(&r->joined), p);
		p->value = piece;
	}
	/* The pieces may have moved while they grew. */
	read_property(text_span(&r->joined), p);
}

/* Without half a character at its end, where a limit cut it. */
static struct span whole_characters(struct span s)
{
	for (size_t less = 0; less < 4 && less <= s.n; less++)
		if (utf8_is_valid(span_take(s, s.n - less)))
			return span_take(s, s.n - less);
	return s;
}

static struct span to_utf8(struct reader *r, struct span charset, struct span s)
{
	if (charset.n == 0 && r->card->cut)
		s = whole_characters(s);
	if (charset.n == 0)
		charset = utf8_is_valid(s) ? SPAN("utf-8") : SPAN("windows-1252");
	return charset_to_utf8(r->arena, charset, s, NULL);
}

/* A copy of the value without its encoding, in UTF-8. */
static struct span decode(struct reader *r, const struct property *p)
{
	struct span value = span_take(p->value, r->limits->value_bytes_max);
	r->card->cut = r->card->cut || value.n < p->value.n;
	if (p->encoding == ENCODING_QP)
		value = qp_decode(r->arena, value, NULL);
	else if (p->encoding == ENCODING_BASE64)
		value = base64_decode(r->arena, value, NULL);
	else
		value = arena_copy(r->arena, value);
	return to_utf8(r, p->charset, value);
}

/* The part of `*rest` before the next ";" that no backslash escapes. */
static struct span take_component(struct span *rest)
{
	struct span s = *rest;
	size_t i = 0;
	while (i < s.n && s.p[i] != ';')
		i += s.p[i] == '\\' ? 2 : 1;
	*rest = i < s.n ? span_skip(s, i + 1) : (struct span){ 0 };
	return span_take(s, i);
}

/* Adds `s` without its escapes, a line break or other control as a space. */
static void add_unescaped(struct text *t, struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = s.p[i];
		if (c == '\\' && i + 1 < s.n && memchr("\\,;:nN", s.p[i + 1], 6)) {
			c = s.p[++i];
			c = ascii_lower(c) == 'n' ? ' ' : c;
		}
		text_add_byte(t, c < 0x20 || c == 0x7F ? ' ' : c);
	}
}

static struct span unescape(struct reader *r, struct span s)
{
	struct text t;
	s = span_trim(s);
	if (s.n == 0)
		return s;
	text_init(&t, r->arena, s.n);
	add_unescaped(&t, s);
	return span_trim(text_span(&t));
}

/* "Family;Given;Middle;Prefix;Suffix" as people say it. */
static struct span name_of_n(struct reader *r, struct span n)
{
	struct span family = unescape(r, take_component(&n));
	struct span given = unescape(r, take_component(&n));
	struct text t;
	if (given.n == 0 || family.n == 0)
		return given.n ? given : family;
	text_init(&t, r->arena, given.n + 1 + family.n);
	text_add(&t, given);
	text_add_byte(&t, ' ');
	text_add(&t, family);
	return text_span(&t);
}

static void take_email(struct reader *r, const struct property *p)
{
	struct vcard *card = r->card;
	if (card->email_count >= r->limits->emails_max) {
		card->cut = true;
		return;
	}
	struct span email = unescape(r, decode(r, p));
	if (span_starts_with_nocase(email, SPAN("mailto:")))
		email = span_skip(email, 7);
	if (span_find_byte(email, '@') == SPAN_NONE)
		return;
	card->emails = arena_grow(r->arena, card->emails, card->email_count, &r->capacity,
		sizeof(*card->emails));
	card->emails[card->email_count++] = email;
}

/* Of names the first that says anything is the card's. */
static void take_first(struct reader *r, const struct property *p, struct span *slot)
{
	if (slot->n == 0)
		*slot = span_trim(decode(r, p));
}

static void take_property(struct reader *r, const struct property *p)
{
	switch (p->kind) {
	case KIND_VERSION: r->is_21 = is_line(p->value, SPAN("2.1")); break;
	case KIND_FN: take_first(r, p, &r->fn); break;
	case KIND_N: take_first(r, p, &r->n); break;
	case KIND_ORG: take_first(r, p, &r->org); break;
	case KIND_EMAIL: take_email(r, p); break;
	default: break;
	}
}

/* An AGENT whose card follows in lines of its own (2.1), not in the value (3.0). */
static void take_agent(struct reader *r, struct span line)
{
	struct property p;
	read_property(line, &p);
	struct span value = span_trim(p.value);
	if (is_begin(value))
		r->depth++;
	else if (value.n == 0)
		r->before_agent = true;
	else
		skip_property(r, line);
}

/* One property of the card, or one line of a card within it. */
static void take_line(struct reader *r, struct span line)
{
	struct property p;
	enum kind kind = kind_of(line);
	if (kind == KIND_AGENT) {
		take_agent(r, line);
	} else if (r->depth > 0 || kind == KIND_OTHER) {
		skip_property(r, line);
	} else {
		unfold(r, line, &p);
		take_property(r, &p);
	}
}

/* Reads up to the card's end, which stays unread when it is another card's beginning. */
static void read_card(struct reader *r)
{
	struct span line;
	for (;;) {
		struct lines here = r->lines;
		bool agent = r->before_agent;
		if (!next_line(r, &line))
			return;
		if (is_begin(line) && !agent) {
			r->lines = here;
			return;
		}
		r->before_agent = agent && span_trim(line).n == 0;
		if (is_begin(line))
			r->depth++;
		else if (is_end(line) && r->depth-- == 0)
			return;
		else if (!is_end(line) && !is_over(r))
			take_line(r, line);
	}
}

static void choose_name(struct reader *r)
{
	struct span org = r->org;
	r->card->name = unescape(r, r->fn);
	if (r->card->name.n == 0)
		r->card->name = name_of_n(r, r->n);
	if (r->card->name.n == 0)
		r->card->name = unescape(r, take_component(&org));
}

int vcard_taste(struct span head)
{
	struct lines lines = lines_of(head);
	struct span line;
	lines_skip_mark(&lines);
	while (lines_next(&lines, &line))
		if (span_trim(line).n)
			return is_begin(line) ? 95 : 0;
	return 0;
}

bool vcard_next(struct arena *a, struct span *rest, const struct vcard_limits *limits,
	struct vcard *card_r)
{
	struct reader r = {
		.arena = a, .lines = lines_of(*rest), .limits = limits, .card = card_r
	};
	struct span line;
	bool found = false;
	*card_r = (struct vcard){ 0 };
	lines_skip_mark(&r.lines);
	while (!found && lines_next(&r.lines, &line))
		found = is_begin(line);
	if (found) {
		text_init(&r.joined, a, limits->value_bytes_max);
		read_card(&r);
		choose_name(&r);
	}
	*rest = span_between(r.lines.p, r.lines.end);
	return found;
}
