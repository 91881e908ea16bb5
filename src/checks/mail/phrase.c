/* Finding all phrases of data/asks in one pass over a text. The text is folded first, so
 * that comparing is comparing bytes; then at each word (in scripts without spaces: at each
 * character) only the phrases that begin with it are tried, by a hash made at build time.
 * A gap in a phrase may cover three words, and no phrase goes past the end of a sentence, so
 * what is tried at one place is bounded whatever the text is.
 *
 * A text's language is known by its commonest words, or by its script.
 *
 * "We never ask for your password" is no request. A word of refusal before the phrase in its
 * sentence cancels PHRASE_SECRET, except directly behind "if": "if you do not confirm your
 * password" is one. Japanese refuses behind the verb, so there the rest of the sentence is
 * looked at. */
#include "checks/mail/phrase.h"

#include "base/must.h"
#include "base/utf8.h"

enum {
	GAP_COST_MAX = 12, /* of "*": three words, or twelve characters */
	WORD_COST = 4,
	IF_WORDS = 4,	     /* "if you do not" */
	REFUSAL_BYTES = 300, /* of a Japanese sentence's end */
};

/* ---- folding */

/* Scripts that are written without spaces; tools/embed-asks has the same rule. */
static bool is_dense(uint32_t c)
{
	return c >= 0x3000;
}

static uint32_t lower(uint32_t c)
{
	if (c < 0x80)
		return ascii_lower((unsigned char)c);
	if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x410 && c <= 0x42F))
		return c + 0x20;
	return c >= 0x400 && c <= 0x40F ? c + 0x50 : c;
}

enum sign {
	SIGN_LETTER,
	SIGN_NOTHING,
	SIGN_SPACE,
	SIGN_COLON,
	SIGN_STOP,
	SIGN_SURE_STOP
};

static const struct {
	uint32_t from, to;
	enum sign sign;
} signs[] = {
	{ 0x00, '!' - 1, SIGN_SPACE },
	{ '!', '!', SIGN_STOP },
	{ '\'', '\'', SIGN_NOTHING },
	{ '.', '.', SIGN_STOP },
	{ '0', '9', SIGN_LETTER },
	{ ':', ':', SIGN_COLON },
	{ '=', '=', SIGN_COLON },
	{ '?', '?', SIGN_STOP },
	{ 'a', 'z', SIGN_LETTER },
	{ 0x21, 0xAC, SIGN_SPACE },
	{ 0xAD, 0xAD, SIGN_NOTHING },
	{ 0xAE, 0xBF, SIGN_SPACE },
	{ 0x034F, 0x034F, SIGN_NOTHING },
	{ 0x200B, 0x200F, SIGN_NOTHING },
	{ 0x2019, 0x2019, SIGN_NOTHING },
	{ 0x2060, 0x2064, SIGN_NOTHING },
	{ 0x2000, 0x2BFF, SIGN_SPACE },
	{ 0x3002, 0x3002, SIGN_SURE_STOP },
	{ 0x3000, 0x301F, SIGN_SPACE },
	{ 0xFE00, 0xFE0F, SIGN_NOTHING },
	{ 0xFEFF, 0xFEFF, SIGN_NOTHING },
	{ 0xFFFD, 0xFFFD, SIGN_SPACE },
};

static enum sign sign_of(uint32_t c)
{
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (c >= signs[i].from && c <= signs[i].to)
			return signs[i].sign;
	return SIGN_LETTER;
}

struct folder {
	struct text out;
	bool gap, stop; /* owed before the next word */
	bool dense;	/* the last character was */
};

static void add_letter(struct folder *f, uint32_t c)
{
	bool dense = is_dense(c);
	if (f->out.n && f->stop)
		text_add_cstr(&f->out, " . ");
	else if (f->out.n && (f->gap || dense != f->dense) && !(dense && f->dense))
		text_add_byte(&f->out, ' ');
	utf8_add(&f->out, c);
	f->gap = f->stop = false;
	f->dense = dense;
}

static void add_colon(struct folder *f)
{
	if (!f->out.n || f->stop)
		return;
	text_add_cstr(&f->out, " :");
	f->gap = true;
	f->dense = false;
}

/* What follows the scheme of a link is no words: "curl https://... | bash" is three. */
static struct span skip_address(struct span rest)
{
	size_t n = 0;
	while (n < rest.n && rest.p[n] > ' ' && !strchr("<>\")]", rest.p[n]))
		n++;
	return span_skip(rest, n);
}

/* "." ends a sentence before white space and quotes, not in "example.com" or "3.5". */
static bool ends_sentence(struct span rest)
{
	return !rest.n || ascii_is_space(rest.p[0]) || strchr("\"')!?.", rest.p[0]);
}

static bool is_empty_line(struct span rest)
{
	for (size_t i = 0; i < rest.n && ascii_is_space(rest.p[i]); i++)
		if (rest.p[i] == '\n')
			return true;
	return false;
}

/* Full-width forms of ASCII are ASCII. */
static uint32_t narrow(uint32_t c)
{
	return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFF01 + '!' : c;
}

struct span phrase_fold(struct arena *a, struct span text)
{
	struct folder f = { .gap = false };
	text_init(&f.out, a, 3 * text.n + 16);
	while (text.n) {
		uint32_t wide, c;
		utf8_next(&text, &wide);
		c = lower(narrow(wide));
		switch (sign_of(c)) {
		case SIGN_LETTER: add_letter(&f, c); break;
		case SIGN_NOTHING: break;
		case SIGN_COLON:
			if (span_starts_with(text, SPAN("//")))
				text = skip_address(text);
			else
				add_colon(&f);
			f.gap = true;
			break;
		case SIGN_SURE_STOP: f.stop = true; break;
		case SIGN_STOP:
			f.stop |= c != wide || ends_sentence(text);
			f.gap = true;
			break;
		case SIGN_SPACE:
			f.stop |= c == '\n' && is_empty_line(text);
			f.gap = true;
			break;
		}
	}
	return text_span(&f.out);
}

/* ---- comparing */

/* In folded text every byte of this range begins a character of a dense script. */
static bool begins_dense(struct span s)
{
	return s.n && s.p[0] >= 0xE3;
}

static size_t char_length(struct span s)
{
	size_t n = 1;
	while (n < s.n && (s.p[n] & 0xC0) == 0x80)
		n++;
	return n;
}

static size_t word_length_at(struct span s)
{
	size_t n = 0;
	while (n < s.n && s.p[n] != ' ')
		n++;
	return n;
}

static struct span skip_space(struct span s)
{
	return s.n && s.p[0] == ' ' ? span_skip(s, 1) : s;
}

/* Takes words off the head of `*s`: whole ones, or in a dense script a run's beginning. */
static bool take_words(struct span *s, struct span words)
{
	if (!words.n || !span_starts_with(*s, words))
		return false;
	struct span rest = span_skip(*s, words.n);
	size_t last = words.n - 1;
	while (last > 0 && (words.p[last] & 0xC0) == 0x80)
		last--;
	if (rest.n && rest.p[0] != ' ' && !begins_dense(span_skip(words, last)))
		return false;
	*s = skip_space(rest);
	return true;
}

static bool take_value(struct span *s)
{
	size_t n = word_length_at(*s);
	for (size_t i = 0; i < n; i++)
		if (ascii_is_digit(s->p[i])) {
			*s = skip_space(span_skip(*s, n));
			return true;
		}
	return false;
}

static bool take_choice(struct span *s, struct span choices)
{
	while (choices.p)
		if (take_words(s, span_split(&choices, '|')))
			return true;
	return false;
}

/* Takes what the first element of `*phrase` stands for off `*s`, and the element itself. */
static bool take_element(struct span *phrase, struct span *s)
{
	struct span rest = *phrase;
	if (rest.p[0] == '(') {
		size_t end = span_find_byte(rest, ')');
		*phrase = skip_space(span_skip(rest, end + 1));
		return take_choice(s, span_take(span_skip(rest, 1), end - 1));
	}
	struct span word = span_split(phrase, ' ');
	return span_equal(word, SPAN("#")) ? take_value(s) : take_words(s, word);
}

/* What one word of a gap costs; more than there is where no gap goes: past a sentence. */
static size_t skip_one(struct span *s)
{
	if (!s->n || s->p[0] == '.')
		return GAP_COST_MAX + 1;
	bool dense = begins_dense(*s);
	*s = skip_space(span_skip(*s, dense ? char_length(*s) : word_length_at(*s)));
	return dense ? 1 : WORD_COST;
}

/* True when `phrase` begins at `s`; `*rest_r` is what stands behind it. Where an element
 * does not fit, the last gap before it grows. */
static bool matches(struct span phrase, struct span s, struct span *rest_r)
{
	struct span again = { NULL, 0 }, from = s;
	size_t cost = 0;
	while (phrase.n) {
		if (phrase.p[0] == '*') {
			phrase = again = skip_space(span_skip(phrase, 1));
			from = s;
			cost = 0;
			continue;
		}
		if (take_element(&phrase, &s))
			continue;
		cost += again.p ? skip_one(&from) : GAP_COST_MAX + 1;
		if (cost > GAP_COST_MAX)
			return false;
		phrase = again;
		s = from;
	}
	*rest_r = s;
	return true;
}

/* ---- search */

struct search {
	unsigned found; /* 1 << kind */
	bool refused;	/* PHRASE_NOT stands before in this sentence */
	size_t if_left; /* words for which PHRASE_IF holds */
};

static size_t bucket_of(struct span first)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < first.n; i++)
		hash = (hash ^ first.p[i]) * 16777619u;
	return (hash ^ hash >> 16) % PHRASE_BUCKETS;
}

/* "...ません", "...ないで", "...지 마세요" up to the end of the sentence; "must" is made of such
 * too. */
static bool is_refused_behind(struct span s)
{
	static const struct span refusals[] = { SPAN("ません"), SPAN("ないで"),
		SPAN("禁止"), SPAN("ご注意"), SPAN("지마"), SPAN("지않"), SPAN("지말"),
		SPAN("금지"), SPAN("안됩니다"), SPAN("주의하") };
	static const struct span musts[] = { SPAN("なりません"), SPAN("いけません"),
		SPAN("지않으면") };
	s = span_take(s, REFUSAL_BYTES);
	s = span_take(s, span_find_byte(s, '.'));
	for (size_t i = 0; i < sizeof(musts) / sizeof(*musts); i++)
		if (span_find(s, musts[i]) != SPAN_NONE)
			return false;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++)
		if (span_find(s, refusals[i]) != SPAN_NONE)
			return true;
	return false;
}

/* A phrase was found whose words end where `behind` begins. */
static void note(
	struct search *search, enum phrase_kind kind, struct span at, struct span behind)
{
	switch (kind) {
	case PHRASE_NOT: search->refused |= search->if_left == 0; break;
	case PHRASE_IF: search->if_left = IF_WORDS; break;
	case PHRASE_SECRET:
		if (search->refused || (begins_dense(at) && is_refused_behind(behind)))
			return;
		search->found |= 1u << kind;
		break;
	case PHRASE_RUN:
	case PHRASE_PAY:
	case PHRASE_MOVE:
	case PHRASE_LOCKED:
	case PHRASE_OFFER:
	case PHRASE_TEST:
	case PHRASE_FIX:
	case PHRASE_HURRY:
	case PHRASE_QUIET:
	case PHRASE_SKIP: search->found |= 1u << kind; break;
	}
}

/* Tries the phrases that may begin at `s`; what stands behind one of PHRASE_SKIP, or `s`. */
static struct span try_at(struct search *search, struct span s, struct span first)
{
	size_t bucket = bucket_of(first);
	struct span behind;
	for (size_t i = phrase_starts[bucket]; i < phrase_starts[bucket + 1]; i++)
		if (phrase_table[i].kind == PHRASE_SKIP &&
			matches(span_from_cstr(phrase_table[i].text), s, &behind))
			return behind;
	for (size_t i = phrase_starts[bucket]; i < phrase_starts[bucket + 1]; i++)
		if (matches(span_from_cstr(phrase_table[i].text), s, &behind))
			note(search, phrase_table[i].kind, s, behind);
	return s;
}

unsigned phrase_search(struct span s)
{
	struct search search = { 0 };
	while (s.n) {
		bool dense = begins_dense(s);
		struct span first =
			span_take(s, dense ? char_length(s) : word_length_at(s));
		must(first.n);
		if (span_equal(first, SPAN("."))) {
			search.refused = false;
			search.if_left = 0;
		}
		struct span behind = try_at(&search, s, first);
		s = behind.n < s.n ? behind : skip_space(span_skip(s, first.n));
		if (!dense && search.if_left)
			search.if_left--;
	}
	return search.found;
}

/* ---- language */

enum {
	LANGUAGES_MAX = 32,
	LANGUAGE_WORDS_MIN = 20, /* fewer tell nothing */
	LANGUAGE_WORDS_MAX = 2000,
	LANGUAGE_PERCENT = 12, /* of its commonest words in running text; prose has 30 */
};

/* The languages of which a word is one of the commonest, as bits. */
static uint32_t languages_of(struct span word)
{
	size_t low = 0, high = phrase_word_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = span_compare(span_from_cstr(phrase_words[middle].text), word);
		if (order == 0)
			return phrase_words[middle].languages;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}

/* Numbers, marks and names of files are words of no language. */
static bool is_of_letters(struct span word)
{
	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] < 0x80 && !ascii_is_alpha(word.p[i]))
			return false;
	return true;
}

enum phrase_listed phrase_language_of(struct span s)
{
	size_t hits[LANGUAGES_MAX] = { 0 }, words = 0, dense = 0, best = 0;
	must(phrase_language_count <= LANGUAGES_MAX);
	while (s.n && words + dense < LANGUAGE_WORDS_MAX) {
		bool is_one = begins_dense(s);
		struct span word =
			span_take(s, is_one ? char_length(s) : word_length_at(s));
		s = skip_space(span_skip(s, word.n));
		dense += is_one;
		if (is_one || !is_of_letters(word))
			continue;
		words++;
		uint32_t of = languages_of(word);
		for (size_t i = 0; i < phrase_language_count; i++)
			hits[i] += of >> i & 1;
	}
	if (dense >= words || words < LANGUAGE_WORDS_MIN)
		return LANGUAGE_LISTED;
	for (size_t i = 1; i < phrase_language_count; i++)
		if (hits[i] > hits[best])
			best = i;
	bool known = hits[best] * 100 >= words * LANGUAGE_PERCENT;
	return known && phrase_languages[best].has_phrases ? LANGUAGE_LISTED
							   : LANGUAGE_UNLISTED;
}
