/* Responses of an IMAP server (RFC 3501 section 7, RFC 9051 section 7) to what a reader of
 * mailboxes needs: the end of a command, its codes, capabilities, names of mailboxes with
 * their special uses (RFC 6154), and of letters the UID, the date of arrival and the header
 * section. A server is a stranger: lengths are believed only within a limit, lists in lists
 * are stepped over by counting, and what is not asked for is passed by.
 *
 * Left out: everything else that FETCH can bring, search results, literals of the kind that
 * a client sends ("{n+}"), and names in anything but modified UTF-7. */
#include "parse/imap.h"

#include "base/codec.h"
#include "base/num.h"
#include "base/text.h"
#include "base/utf8.h"
#include "base/when.h"

/* Length of the literal that a line without its end announces: "{n}" at its end, or "~{n}"
 * (RFC 3516). False when it announces none. */
static bool literal_length(struct span line, uint64_t max, uint64_t *n_r)
{
	if (!span_ends_with(line, SPAN("}")))
		return false;
	size_t open = span_rfind_byte(line, '{');
	if (open == SPAN_NONE)
		return false;
	struct span digits = span_between(line.p + open + 1, line.p + line.n - 1);
	for (size_t i = 0; i < digits.n; i++)
		if (!ascii_is_digit(digits.p[i]))
			return false;
	if (digits.n && !num_parse(digits, max, n_r))
		*n_r = max;
	return digits.n > 0;
}

static struct span without_cr(struct span line)
{
	return span_ends_with(line, SPAN("\r")) ? span_take(line, line.n - 1) : line;
}

enum imap_cut imap_cut(
	struct span s, const struct imap_limits *limits, size_t *seen, size_t *length_r)
{
	for (;;) {
		struct span rest = span_skip(s, *seen);
		size_t lf = *seen <= s.n ? span_find_byte(rest, '\n') : SPAN_NONE;
		uint64_t n;
		if (rest.n > limits->line_max && lf > limits->line_max)
			return IMAP_CUT_TOO_LONG;
		if (lf == SPAN_NONE)
			return IMAP_CUT_MORE;
		size_t end = *seen + lf + 1;
		bool more = literal_length(
			without_cr(span_take(rest, lf)), limits->bytes_max + 1, &n);
		if (end > limits->bytes_max || (more && n > limits->bytes_max - end))
			return IMAP_CUT_TOO_LONG;
		if (!more) {
			*length_r = end;
			return IMAP_CUT_WHOLE;
		}
		*seen = end + (size_t)n;
	}
}

static bool take_byte(struct span *s, unsigned char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = span_skip(*s, 1);
	return true;
}

static void skip_spaces(struct span *s)
{
	while (take_byte(s, ' '))
		;
}

/* The bytes up to a space, a bracket of a list or the line's end. In "BODY[HEADER.FIELDS
 * (X)]<0>" what stands in square brackets belongs to the word. */
static struct span take_word(struct span *s)
{
	size_t i = 0;
	bool bracket = false;
	for (; i < s->n; i++) {
		unsigned char c = s->p[i];
		if (c == '\r' || c == '\n' || (!bracket && memchr(" ()\"", c, 4)))
			break;
		bracket = c == '[' || (bracket && c != ']');
	}
	struct span word = span_take(*s, i);
	*s = span_skip(*s, i);
	return word;
}

static bool take_number(struct span *s, uint32_t *n_r)
{
	uint64_t n;
	if (!num_parse(take_word(s), UINT32_MAX, &n))
		return false;
	*n_r = (uint32_t)n;
	return true;
}

/* Behind the opening quote. */
static bool take_quoted(struct arena *a, struct span *s, struct span *value_r)
{
	size_t i = 0;
	bool escaped = false;
	for (; i < s->n && s->p[i] != '"'; i++) {
		escaped = escaped || s->p[i] == '\\';
		i += s->p[i] == '\\';
	}
	if (i >= s->n)
		return false;
	struct span raw = span_take(*s, i);
	*s = span_skip(*s, i + 1);
	*value_r = raw;
	if (!escaped)
		return true;
	unsigned char *out = arena_alloc(a, raw.n);
	size_t n = 0;
	for (i = 0; i < raw.n; i++) {
		i += raw.p[i] == '\\';
		out[n++] = raw.p[i];
	}
	*value_r = span_of(out, n);
	return true;
}

static bool take_literal(struct span *s, struct span *value_r)
{
	struct span rest = *s;
	struct span line = span_line(&rest);
	uint64_t n = 0;
	take_byte(&line, '~');
	if (!literal_length(line, SIZE_MAX, &n) || line.p[0] != '{' || n > rest.n)
		return false;
	*value_r = span_take(rest, (size_t)n);
	*s = span_skip(rest, (size_t)n);
	return true;
}

/* A quoted string, a literal or a word; NIL has a NULL pointer. */
static bool take_string(struct arena *a, struct span *s, struct span *value_r)
{
	if (take_byte(s, '"'))
		return take_quoted(a, s, value_r);
	if (s->n && (s->p[0] == '{' || s->p[0] == '~'))
		return take_literal(s, value_r);
	*value_r = take_word(s);
	if (value_r->n == 0)
		return false;
	if (span_equal_nocase(*value_r, SPAN("NIL")))
		*value_r = (struct span){ 0 };
	return true;
}

/* Over one value: a string, or a list with all lists in it. */
static bool skip_value(struct arena *a, struct span *s)
{
	struct span value;
	size_t depth = 0;
	do {
		skip_spaces(s);
		if (take_byte(s, '('))
			depth++;
		else if (depth > 0 && take_byte(s, ')'))
			depth--;
		else if (!take_string(a, s, &value))
			return false;
	} while (depth > 0);
	return true;
}

/* "17-Jul-1996 02:44:25 -0700"; the day's first digit may be a space. */
static bool read_date(struct span s, int64_t *unix_s_r)
{
	static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	uint64_t day, year, hour, minute, second, zone, month = 0;
	if (s.n != 26 || s.p[2] != '-' || s.p[6] != '-' || s.p[14] != ':' ||
		s.p[17] != ':' || (s.p[21] != '+' && s.p[21] != '-'))
		return false;
	while (month < 12 &&
		!span_equal_nocase(span_of(s.p + 3, 3), span_of(months + 3 * month, 3)))
		month++;
	if (month == 12 || !num_parse(span_trim(span_take(s, 2)), 31, &day) || day == 0 ||
		!num_parse(span_of(s.p + 7, 4), 9999, &year) ||
		!num_parse(span_of(s.p + 12, 2), 23, &hour) ||
		!num_parse(span_of(s.p + 15, 2), 59, &minute) ||
		!num_parse(span_of(s.p + 18, 2), 60, &second) ||
		!num_parse(span_of(s.p + 22, 4), 9959, &zone))
		return false;
	int64_t east = (int64_t)(zone / 100 * 3600 + zone % 100 * 60);
	*unix_s_r = when_days((int64_t)year, (unsigned)month + 1, (unsigned)day) * 86400 +
		    (int64_t)(hour * 3600 + minute * 60 + second) -
		    (s.p[21] == '-' ? -east : east);
	return true;
}

static bool read_fetch_date(struct arena *a, struct span *s, struct imap_response *r)
{
	struct span date;
	if (!take_string(a, s, &date))
		return false;
	r->has_date = read_date(date, &r->date_unix_s);
	return true;
}

/* One "name value" of a FETCH's list. */
static bool read_item(struct arena *a, struct span *s, struct imap_response *r)
{
	struct span name = take_word(s);
	skip_spaces(s);
	if (name.n == 0)
		return false;
	if (span_equal_nocase(name, SPAN("UID")))
		return take_number(s, &r->uid);
	if (span_equal_nocase(name, SPAN("INTERNALDATE")))
		return read_fetch_date(a, s, r);
	if (span_equal_nocase(name, SPAN("BODY[HEADER]")) ||
		span_equal_nocase(name, SPAN("BODY[HEADER]<0>")))
		return take_string(a, s, &r->header);
	return skip_value(a, s);
}

static bool read_fetch(struct arena *a, struct span s, struct imap_response *r)
{
	skip_spaces(&s);
	if (!take_byte(&s, '('))
		return false;
	for (;;) {
		skip_spaces(&s);
		if (take_byte(&s, ')'))
			return true;
		if (!read_item(a, &s, r))
			return false;
	}
}

static const struct {
	const char *flag;
	unsigned bit;
} FLAGS[] = {
	{ "\\Noselect", IMAP_NOT_SELECTABLE },
	{ "\\NonExistent", IMAP_NOT_SELECTABLE },
	{ "\\Sent", IMAP_SENT },
};

static void read_flag(struct span word, struct imap_response *r)
{
	for (size_t i = 0; i < sizeof(FLAGS) / sizeof(FLAGS[0]); i++)
		if (span_equal_nocase(word, span_from_cstr(FLAGS[i].flag)))
			r->flags |= FLAGS[i].bit;
}

static bool read_list(struct arena *a, struct span s, struct imap_response *r)
{
	struct span delimiter;
	skip_spaces(&s);
	if (!take_byte(&s, '('))
		return false;
	for (;;) {
		skip_spaces(&s);
		if (take_byte(&s, ')'))
			break;
		struct span flag = take_word(&s);
		if (flag.n == 0)
			return false;
		read_flag(flag, r);
	}
	skip_spaces(&s);
	if (!take_string(a, &s, &delimiter))
		return false;
	r->delimiter = delimiter.n == 1 ? (char)delimiter.p[0] : '\0';
	skip_spaces(&s);
	/* A mailbox may be called NIL. */
	struct span word = s;
	if (!take_string(a, &s, &r->name))
		return false;
	if (!r->name.p)
		r->name = take_word(&word);
	return true;
}

/* "[UIDVALIDITY 1] text": a code that is not known stays in the text. */
static bool read_status(struct span s, struct imap_response *r)
{
	s = span_trim(s);
	r->text = s;
	size_t close = span_find_byte(s, ']');
	if (!take_byte(&s, '[') || close == SPAN_NONE)
		return true;
	struct span inside = span_take(s, close - 1), name = take_word(&inside);
	enum imap_code code = IMAP_CODE_NONE;
	if (span_equal_nocase(name, SPAN("UIDVALIDITY")))
		code = IMAP_CODE_UIDVALIDITY;
	else if (span_equal_nocase(name, SPAN("UIDNEXT")))
		code = IMAP_CODE_UIDNEXT;
	if (code == IMAP_CODE_NONE)
		return true;
	skip_spaces(&inside);
	if (!take_number(&inside, &r->number) || inside.n)
		return false;
	r->code = code;
	return true;
}

static const struct {
	const char *word;
	enum imap_kind kind;
	bool tagged; /* may end a command */
} KINDS[] = {
	{ "OK", IMAP_OK, true },
	{ "NO", IMAP_NO, true },
	{ "BAD", IMAP_BAD, true },
	{ "PREAUTH", IMAP_PREAUTH, false },
	{ "BYE", IMAP_BYE, false },
	{ "CAPABILITY", IMAP_CAPABILITY, false },
	{ "LIST", IMAP_LIST, false },
};

static bool read_kind(struct span word, struct imap_response *r)
{
	for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++) {
		if (!span_equal_nocase(word, span_from_cstr(KINDS[i].word)))
			continue;
		r->kind = KINDS[i].kind;
		return KINDS[i].tagged || r->tag.n == 0;
	}
	return r->tag.n == 0;
}

/* "* 12 EXISTS", "* 3 FETCH (...)". */
static bool read_numbered(struct arena *a, struct span s, struct imap_response *r)
{
	skip_spaces(&s);
	struct span word = take_word(&s);
	if (span_equal_nocase(word, SPAN("EXISTS")))
		r->kind = IMAP_EXISTS;
	else if (span_equal_nocase(word, SPAN("FETCH")))
		r->kind = IMAP_FETCH;
	return r->kind != IMAP_FETCH || read_fetch(a, s, r);
}

static bool read_rest(struct arena *a, struct span s, struct imap_response *r)
{
	switch (r->kind) {
	case IMAP_LIST: return read_list(a, s, r);
	case IMAP_CAPABILITY: r->text = span_trim(s); return true;
	case IMAP_OTHER: return true;
	default: return read_status(s, r);
	}
}

static enum got read_response(struct arena *a, struct span s, struct imap_response *r)
{
	if (take_byte(&s, '+')) {
		r->kind = IMAP_CONTINUE;
		r->text = span_trim(s);
		return GOT_ALL;
	}
	struct span tag = take_word(&s);
	if (tag.n == 0 || !take_byte(&s, ' '))
		return GOT_NONE;
	if (!span_equal(tag, SPAN("*")))
		r->tag = tag;
	struct span after = s, word = take_word(&s);
	if (word.n == 0)
		return GOT_NONE;
	if (r->tag.n == 0 && take_number(&after, &r->number))
		return read_numbered(a, s, r) ? GOT_ALL : GOT_SOME;
	if (!read_kind(word, r) || (r->tag.n && r->kind == IMAP_OTHER))
		return GOT_NONE;
	return read_rest(a, s, r) ? GOT_ALL : GOT_SOME;
}

enum got imap_parse(struct arena *a, struct span response, struct imap_response *r_r)
{
	*r_r = (struct imap_response){ .kind = IMAP_OTHER };
	enum got got = read_response(a, response, r_r);
	if (got == GOT_NONE)
		*r_r = (struct imap_response){ .kind = IMAP_OTHER };
	return got;
}

bool imap_has(struct span words, const char *word)
{
	while (words.p)
		if (span_equal_nocase(
			    span_trim(span_split(&words, ' ')), span_from_cstr(word)))
			return true;
	return false;
}

/* A run of characters that ASCII does not have, as UTF-16 in base64, "," for "/". */
static void add_shifted(struct text *t, struct span utf16)
{
	struct span coded = base64_encode(t->arena, utf16);
	text_add_byte(t, '&');
	for (size_t i = 0; i < coded.n && coded.p[i] != '='; i++)
		text_add_byte(t, coded.p[i] == '/' ? ',' : coded.p[i]);
	text_add_byte(t, '-');
}

static void add_unit(struct text *t, uint32_t unit)
{
	text_add_byte(t, (unsigned char)(unit >> 8));
	text_add_byte(t, (unsigned char)unit);
}

static void add_utf16(struct text *t, uint32_t c)
{
	if (c < 0x10000) {
		add_unit(t, c);
		return;
	}
	add_unit(t, 0xD7C0 + (c >> 10));
	add_unit(t, 0xDC00 + (c & 0x3FF));
}

struct span imap_name_encode(struct arena *a, struct span utf8)
{
	struct text t, run;
	text_init(&t, a, SIZE_MAX / 2);
	text_init(&run, a, SIZE_MAX / 2);
	while (utf8.n) {
		uint32_t c;
		utf8_next(&utf8, &c);
		bool plain = c >= 0x20 && c < 0x7F;
		if (!plain)
			add_utf16(&run, c);
		if (run.n && (plain || utf8.n == 0)) {
			add_shifted(&t, text_span(&run));
			run.n = 0;
		}
		if (plain)
			text_add_byte(&t, (unsigned char)c);
		if (c == '&')
			text_add_byte(&t, '-');
	}
	return text_span(&t);
}
