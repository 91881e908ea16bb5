/* Encoded words (RFC 2047, with the language suffix of RFC 2231) to UTF-8, as mailers read
 * them: a word may be long, hold spaces or a fold, or stand within other text. Characters
 * that a mailer split between two neighbouring words of one charset are joined again,
 * because the words' bytes are gathered before they are converted.
 *
 * Most header text is ASCII or UTF-8 without such words: that is handed back as it is.
 * Each search for the end of a word starts where the last one stopped, so hostile text
 * stays linear. */
#include "parse/word.h"

#include "base/codec.h"
#include "base/utf8.h"

enum { CHARSET_MAX = 75, WORD_MAX = 300 };

struct word {
	struct span charset; /* without language */
	bool base64;
	struct span text; /* still encoded */
	size_t at, n;	  /* where the whole word stands in the string */
};

struct finder {
	struct span s;
	size_t at; /* look from here on */
	size_t end; /* the first "?=" at or behind some place we looked at; SPAN_NONE: no more */
};

static bool find_end(struct finder *f, size_t from)
{
	if (f->end == SPAN_NONE || f->end >= from)
		return f->end != SPAN_NONE;
	size_t at = span_find(span_skip(f->s, from), SPAN("?="));
	f->end = at == SPAN_NONE ? SPAN_NONE : from + at;
	return at != SPAN_NONE;
}

/* Reads charset?E? behind "=?". Returns its length, or 0. */
static size_t read_head(struct span s, struct word *w)
{
	size_t n = 0;
	while (n < s.n && n <= CHARSET_MAX && s.p[n] > ' ' && s.p[n] < 0x7F &&
		s.p[n] != '?')
		n++;
	if (n == 0 || s.n - n < 3 || s.p[n] != '?' || s.p[n + 2] != '?')
		return 0;
	unsigned char encoding = ascii_lower(s.p[n + 1]);
	if (encoding != 'b' && encoding != 'q')
		return 0;
	size_t language = span_find_byte(span_take(s, n), '*');
	w->charset = span_take(s, language < n ? language : n);
	w->base64 = encoding == 'b';
	return n + 3;
}

/* Finds the next encoded word from f->at on. */
static bool next_word(struct finder *f, struct word *word_r)
{
	for (;;) {
		size_t at = span_find(span_skip(f->s, f->at), SPAN("=?"));
		if (at == SPAN_NONE)
			return false;
		at += f->at;
		f->at = at + 2;
		size_t head_n = read_head(span_skip(f->s, at + 2), word_r);
		if (head_n == 0)
			continue;
		size_t text = at + 2 + head_n;
		if (!find_end(f, text))
			return false;
		word_r->text = span_take(span_skip(f->s, text), f->end - text);
		if (span_find(word_r->text, SPAN("=?")) != SPAN_NONE)
			continue; /* never closed: the end is that of a later word */
		word_r->at = at;
		word_r->n = f->end + 2 - at;
		f->at = f->end + 2;
		return true;
	}
}

bool word_is_in(struct span s)
{
	struct finder f = { .s = s };
	struct word w;
	return next_word(&f, &w);
}

size_t word_length(struct span s)
{
	struct word w;
	if (!span_starts_with(s, SPAN("=?")))
		return 0;
	size_t n = 2 + read_head(span_skip(s, 2), &w);
	if (n == 2)
		return 0;
	for (; n + 1 < s.n && n < WORD_MAX && !ascii_is_space(s.p[n]); n++)
		if (s.p[n] == '?' && s.p[n + 1] == '=')
			return n + 2;
	return 0;
}

static bool is_jis_byte(unsigned char c)
{
	return c > ' ' && c < 0x7F;
}

size_t word_jis_length(struct span s)
{
	enum { LAST_ROW = 0x74 };
	size_t i = 3;
	if (s.n < 3 || s.p[0] != 0x1B || s.p[1] != '$' ||
		(s.p[2] != 'B' && s.p[2] != '@'))
		return 0;
	while (s.n - i >= 2 && is_jis_byte(s.p[i]) && s.p[i] <= LAST_ROW &&
		is_jis_byte(s.p[i + 1]))
		i += 2;
	bool ends = s.n - i >= 3 && s.p[i] == 0x1B && s.p[i + 1] == '(' &&
		    (s.p[i + 2] == 'B' || s.p[i + 2] == 'J');
	return ends && i > 3 ? i + 3 : 0;
}

/* True when there is raw ISO-2022-JP in it and no other use of its escape character. */
static bool is_jis(struct span s)
{
	size_t at = span_find_byte(s, 0x1B);
	bool any = at != SPAN_NONE;
	while (at != SPAN_NONE) {
		size_t n = word_jis_length(span_skip(s, at));
		if (n == 0)
			return false;
		s = span_skip(s, at + n);
		at = span_find_byte(s, 0x1B);
	}
	return any;
}

static bool is_blank(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_is_space(s.p[i]))
			return false;
	return true;
}

/* `s` without its line ends and the white space around them. */
static struct span without_folds(struct arena *a, struct span s, const char *instead)
{
	if (span_find_byte(s, '\n') == SPAN_NONE && span_find_byte(s, '\r') == SPAN_NONE)
		return s;
	struct text t;
	text_init(&t, a, SIZE_MAX / 2);
	while (s.n) {
		size_t n = 0;
		bool fold = false;
		while (n < s.n && ascii_is_space(s.p[n])) {
			fold = fold || s.p[n] == '\r' || s.p[n] == '\n';
			n++;
		}
		if (fold && t.n && n < s.n)
			text_add_cstr(&t, instead);
		else if (!fold)
			text_add(&t, span_take(s, n));
		s = span_skip(s, n);
		for (n = 0; n < s.n && !ascii_is_space(s.p[n]);)
			n++;
		text_add(&t, span_take(s, n));
		s = span_skip(s, n);
	}
	return text_span(&t);
}

/* Text that no encoded word claims. */
static void add_raw(struct text *out, struct span s)
{
	s = without_folds(out->arena, s, " ");
	if (is_jis(s))
		s = charset_to_utf8(out->arena, SPAN("iso-2022-jp"), s, NULL);
	if (!utf8_is_valid(s))
		s = charset_to_utf8(out->arena, SPAN("windows-1252"), s, NULL);
	text_add(out, s);
}

/* Bytes of neighbouring words of one charset. */
struct pending {
	struct span charset;
	struct text bytes;
};

static void flush(struct text *out, struct pending *p)
{
	if (p->bytes.n)
		text_add(out, charset_to_utf8(out->arena, p->charset,
				      text_span(&p->bytes), NULL));
	p->bytes.n = 0;
}

/* UTF-7 begins anew in each word, and its shifts need not be closed. */
static bool is_joined(const struct pending *p, struct span charset)
{
	return span_equal_nocase(p->charset, charset) &&
	       !span_ends_with_nocase(charset, SPAN("utf-7"));
}

static void add_word(struct text *out, struct pending *p, const struct word *w)
{
	struct arena *a = out->arena;
	struct span text = without_folds(a, w->text, "");
	if (!is_joined(p, w->charset))
		flush(out, p);
	p->charset = w->charset;
	text_add(&p->bytes,
		w->base64 ? base64_decode(a, text, NULL) : qp_decode_word(a, text, NULL));
}

static struct span decode(struct arena *a, struct span s, bool *encoded_r)
{
	struct text out;
	struct pending pending = { .charset = { NULL, 0 } };
	struct finder f = { .s = s };
	struct word w;
	size_t done = 0;
	text_init(&out, a, SIZE_MAX / 2);
	text_init(&pending.bytes, a, SIZE_MAX / 2);
	while (next_word(&f, &w)) {
		struct span between = span_take(span_skip(s, done), w.at - done);
		if (!*encoded_r || !is_blank(between)) {
			flush(&out, &pending);
			add_raw(&out, between);
		}
		add_word(&out, &pending, &w);
		done = f.at;
		*encoded_r = true;
	}
	flush(&out, &pending);
	add_raw(&out, span_skip(s, done));
	return text_span(&out);
}

/* True when decoding would change nothing: no word, no fold, good UTF-8. */
static bool is_plain(struct span s)
{
	if (span_find(s, SPAN("=?")) != SPAN_NONE)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= 0x80)
			return utf8_is_valid(span_skip(s, i)) &&
			       span_find_byte(s, '\n') == SPAN_NONE &&
			       span_find_byte(s, '\r') == SPAN_NONE;
		if (s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == 0x1B)
			return false;
	}
	return true;
}

struct span word_decode(struct arena *a, struct span s, bool *encoded_r)
{
	bool encoded = false;
	if (!is_plain(s))
		s = decode(a, s, &encoded);
	if (encoded_r)
		*encoded_r = encoded;
	return s;
}
