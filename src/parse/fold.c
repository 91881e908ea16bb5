/* Names of people as keys. "Smith, Alice B. (Acme)", "ALICE SMITH", "Alíce Smith" and
 * "AIice Srnith" are one name to a reader, so they are one here: NFKC case folding (Unicode
 * section 3.13), then the skeleton of UTS 39, then what a skeleton keeps apart and a glance
 * does not (i and l), then the words in order. Names in Chinese, Japanese and Korean writing
 * keep the order of their characters and lose their spaces.
 *
 * Left out on purpose: nicknames (Bob, Robert), transliteration, and what only a phone book
 * could tell. */
#include "parse/fold.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "base/must.h"
#include "base/utf8.h"
#include "parse/spoof.h"

enum {
	NAME_BYTES_MAX = 400,
	WORDS_MAX = 16,
	IDEOGRAPHS_MIN = 3,
	LETTERS_MIN = 6, /* of all words together */
};

/* Titles, and suffixes of generations and degrees: no part of who somebody is. */
static const char *const titles[] = { "dipl", "dr", "drs", "esq", "frau", "herr", "hr",
	"ii", "iii", "ing", "jr", "mag", "md", "miss", "mme", "monsieur", "mr", "mrs",
	"ms", "mx", "phd", "prof", "san", "sir", "sr" };

/* Words of office. A name of nothing else is no person's. */
static const char *const offices[] = { "account", "accounts", "admin", "administrator",
	"alert", "alerts", "and", "announcement", "announcements", "automated", "billing",
	"bot", "care", "center", "centre", "client", "community", "customer", "customers",
	"daemon", "department", "desk", "do", "email", "events", "for", "from", "group",
	"help", "helpdesk", "human", "info", "information", "invoice", "it", "list",
	"mail", "mailer", "mailing", "manager", "marketing", "message", "messages",
	"news", "newsletter", "no", "noreply", "not", "notification", "notifications",
	"notifier", "of", "office", "online", "operations", "order", "orders", "payment",
	"payments", "post", "postmaster", "relations", "reply", "report", "reports",
	"resources", "sales", "security", "service", "services", "shop", "staff", "store",
	"subsystem", "support", "system", "team", "the", "training", "update", "updates",
	"user", "users", "web", "webmaster", "your" };

static int by_text(const void *key, const void *row)
{
	const struct span *word = key;
	return span_compare(*word, span_from_cstr(*(const char *const *)row));
}

static bool is_among(struct span word, const char *const *list, size_t count)
{
	return bsearch(&word, list, count, sizeof(*list), by_text) != NULL;
}
#define IS_AMONG(word, list) is_among((word), (list), sizeof(list) / sizeof((list)[0]))

/* --- characters --- */

static const UNormalizer2 *folder(void)
{
	UErrorCode error = U_ZERO_ERROR;
	const UNormalizer2 *n = unorm2_getNFKCCasefoldInstance(&error);
	must(U_SUCCESS(error));
	return n;
}

static struct span fold_case(struct arena *a, struct span s)
{
	enum { UNITS = 3 * NAME_BYTES_MAX, BYTES = 3 * UNITS };
	int32_t n = 0, written = 0;
	UErrorCode error = U_ZERO_ERROR;
	if (!utf8_has_8bit(s))
		return arena_lower(a, s);
	UChar *in = arena_array(a, UNITS, sizeof(UChar)),
	      *out = arena_array(a, UNITS, sizeof(UChar));
	char *bytes = arena_alloc(a, BYTES);
	u_strFromUTF8WithSub(
		in, UNITS, &n, (const char *)s.p, (int32_t)s.n, 0xFFFD, NULL, &error);
	n = unorm2_normalize(folder(), in, n, out, UNITS, &error);
	u_strToUTF8(bytes, BYTES, &written, out, n, &error);
	return U_SUCCESS(error) ? span_of(bytes, (size_t)written) : SPAN("");
}

static bool is_accent(uint32_t c)
{
	return c >= 0x300 && c <= 0x36F;
}

/* What the skeleton leaves apart: case again (its "0" is "O"), accents, i and l. */
static struct span flatten(struct arena *a, struct span s)
{
	struct text t;
	uint32_t c;
	text_init(&t, a, 2 * s.n + 1);
	while (s.n) {
		if (!utf8_next(&s, &c) || is_accent(c))
			continue;
		c = c < 0x80 ? ascii_lower((unsigned char)c) : c;
		utf8_add(&t, c == 'i' || c == 0x131 ? 'l' : c);
	}
	return text_span(&t);
}

static bool is_ideograph(uint32_t c)
{
	UErrorCode error = U_ZERO_ERROR;
	UScriptCode s =
		c < 0x1100 ? USCRIPT_LATIN : uscript_getScript((UChar32)c, &error);
	return s == USCRIPT_HAN || s == USCRIPT_HIRAGANA || s == USCRIPT_KATAKANA ||
	       s == USCRIPT_HANGUL || s == USCRIPT_BOPOMOFO || c == 0x30FC;
}

static bool is_word_part(uint32_t c)
{
	if (c < 0x80)
		return ascii_is_alnum((unsigned char)c);
	int8_t type = u_charType((UChar32)c);
	return u_isalnum((UChar32)c) || type == U_NON_SPACING_MARK ||
	       type == U_COMBINING_SPACING_MARK;
}

/* --- words --- */

struct words {
	struct span list[WORDS_MAX];
	size_t count;
	bool many; /* more than that: no name */
};

/* "Alice Smith (Acme) via Talk" is "Alice Smith". */
static struct span without_asides(struct arena *a, struct span s)
{
	struct text t;
	unsigned depth = 0;
	text_init(&t, a, s.n + 1);
	size_t via = span_find_nocase(s, SPAN(" via "));
	s = span_take(s, via);
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = s.p[i];
		if (c == '(' || c == '[')
			depth++;
		if (depth == 0)
			text_add_byte(&t, c);
		if ((c == ')' || c == ']') && depth)
			depth--;
	}
	return span_trim(text_span(&t));
}

static void add_word(struct words *w, struct span word)
{
	if (word.n == 0 || IS_AMONG(word, titles))
		return;
	if (w->count == WORDS_MAX)
		w->many = true;
	else
		w->list[w->count++] = word;
}

/* An apostrophe joins ("O'Neil"); all else that is no letter or digit parts. */
static struct words split(struct arena *a, struct span s)
{
	struct words w = { 0 };
	struct text t;
	uint32_t c;
	text_init(&t, a, s.n + 1);
	while (s.n) {
		bool good = utf8_next(&s, &c);
		if (good && is_word_part(c)) {
			utf8_add(&t, c);
		} else if (!good || (c != '\'' && c != 0x2019)) {
			add_word(&w, arena_copy(a, text_span(&t)));
			t.n = 0;
		}
	}
	add_word(&w, arena_copy(a, text_span(&t)));
	return w;
}

static size_t characters(struct span s)
{
	size_t n = 0;
	for (uint32_t c; s.n; n++)
		utf8_next(&s, &c);
	return n;
}

static bool is_ideographic(struct span word)
{
	uint32_t c;
	while (word.n)
		if (!utf8_next(&word, &c) || !is_ideograph(c))
			return false;
	return true;
}

static bool all_ideographic(const struct words *w)
{
	for (size_t i = 0; i < w->count; i++)
		if (!is_ideographic(w->list[i]))
			return false;
	return w->count > 0;
}

static bool is_office(const struct words *w)
{
	for (size_t i = 0; i < w->count; i++)
		if (!IS_AMONG(w->list[i], offices))
			return false;
	return true;
}

/* Initials go where two longer words stay. */
static void drop_initials(struct words *w)
{
	size_t kept = 0, longer = 0;
	for (size_t i = 0; i < w->count; i++)
		longer += characters(w->list[i]) > 1;
	for (size_t i = 0; longer >= 2 && i < w->count; i++)
		if (characters(w->list[i]) > 1)
			w->list[kept++] = w->list[i];
	if (longer >= 2)
		w->count = kept;
}

static int by_span(const void *a, const void *b)
{
	return span_compare(*(const struct span *)a, *(const struct span *)b);
}

static struct span join(struct arena *a, const struct words *w, const char *between)
{
	struct text t;
	text_init(&t, a, NAME_BYTES_MAX * 6);
	for (size_t i = 0; i < w->count; i++) {
		if (i)
			text_add_cstr(&t, between);
		text_add(&t, w->list[i]);
	}
	return text_span(&t);
}

static struct span join_ideographs(struct arena *a, const struct words *w)
{
	struct span joined = join(a, w, "");
	return characters(joined) >= IDEOGRAPHS_MIN ? joined : SPAN("");
}

static bool tells_apart(const struct words *w)
{
	size_t letters = 0;
	for (size_t i = 0; i < w->count; i++)
		letters += characters(w->list[i]);
	return !w->many && w->count >= 2 && letters >= LETTERS_MIN && !is_office(w);
}

struct span fold_name(struct arena *a, struct span name)
{
	name = without_asides(a, span_take(name, NAME_BYTES_MAX));
	if (name.n == 0 || span_find_byte(name, '@') != SPAN_NONE)
		return SPAN("");
	struct words w = split(a, fold_case(a, name));
	if (!w.many && all_ideographic(&w))
		return join_ideographs(a, &w);
	drop_initials(&w);
	if (!tells_apart(&w))
		return SPAN("");
	for (size_t i = 0; i < w.count; i++)
		w.list[i] = flatten(a, spoof_skeleton(a, w.list[i]));
	qsort(w.list, w.count, sizeof(w.list[0]), by_span);
	return join(a, &w, " ");
}

void fold_warm_up(void)
{
	struct arena *a = arena_create(1 << 20);
	fold_name(a, SPAN("\u00c9lise \u5c71\u7530 \u0410\u043d\u043d\u0430"));
	arena_destroy(&a);
}
