/* Words and domain labels that look like what they are not: hidden characters, scripts
 * mixed within one word, and skeletons for comparing. UTS 39 (Unicode Security Mechanisms)
 * by ICU's uspoof; what is honest about hidden characters follows UTS 39 section 3.1.1,
 * RFC 5892 appendix A.1 and A.2, and UTS 51 (emoji).
 *
 * ASCII never reaches ICU. Leaves out: whole-script confusables (a matter of whom one
 * knows: compare skeletons), styled letters of the Common script, and digits of two
 * systems in one word. */
#include "parse/spoof.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>

#include "base/must.h"
#include "base/utf8.h"

/* --- hidden characters --- */

/* A character and what stands around it. */
struct spot {
	struct span text, rest; /* all of it; what follows the character */
	uint32_t code_point;
	uint32_t before;      /* the code point directly before, or 0 */
	uint32_t seen_before; /* the last one before that shows, or 0 */
};

struct hidden_row {
	uint32_t from, to;
	enum spoof_hiding kind;
	bool (*is_honest)(const struct spot *spot); /* NULL: never */
};

static const struct hidden_row *hidden_row_of(uint32_t c);

static bool is_script(uint32_t c, UScriptCode script)
{
	return uscript_hasScript((UChar32)c, script);
}

/* The next code point that shows, or 0. */
static uint32_t seen_after(const struct spot *spot)
{
	struct span rest = spot->rest;
	while (rest.n) {
		uint32_t c;
		utf8_next(&rest, &c);
		if (!hidden_row_of(c))
			return c;
	}
	return 0;
}

static bool is_word_part(uint32_t c)
{
	return c && (u_isalnum((UChar32)c) || (U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK));
}

static bool is_at_end(const struct spot *spot)
{
	return !seen_after(spot);
}

/* A zero-width character between words is dirt left by copying; within one it splits what
 * the eye reads as one. */
static bool is_between_words(const struct spot *spot)
{
	return !is_word_part(spot->seen_before) || !is_word_part(seen_after(spot));
}

static bool has(struct span s, bool (*is)(uint32_t c))
{
	while (s.n) {
		uint32_t c;
		utf8_next(&s, &c);
		if (is(c))
			return true;
	}
	return false;
}

static bool is_rtl(uint32_t c)
{
	UCharDirection d = u_charDirection((UChar32)c);
	return d == U_RIGHT_TO_LEFT || d == U_RIGHT_TO_LEFT_ARABIC;
}

static bool is_letter(uint32_t c)
{
	return u_isalpha((UChar32)c);
}

/* Direction marks belong into right-to-left text, and software wraps bare telephone
 * numbers in them. */
static bool is_in_rtl(const struct spot *spot)
{
	return has(spot->text, is_rtl) || !has(spot->text, is_letter);
}

static bool is_rtl_or_between(const struct spot *spot)
{
	return is_between_words(spot) || is_in_rtl(spot);
}

static bool is_number_only(const struct spot *spot)
{
	return !has(spot->text, is_letter);
}

static bool is_in_unspaced(const struct spot *spot)
{
	return u_getIntPropertyValue((UChar32)spot->seen_before, UCHAR_LINE_BREAK) ==
		       U_LB_COMPLEX_CONTEXT ||
	       is_between_words(spot);
}

static bool is_emoji(uint32_t c)
{
	return u_hasBinaryProperty((UChar32)c, UCHAR_EXTENDED_PICTOGRAPHIC) ||
	       u_hasBinaryProperty((UChar32)c, UCHAR_EMOJI_MODIFIER);
}

/* Scripts whose letters take forms that a joiner chooses: all but the alphabets and
 * syllabaries that never join. */
static bool is_in_joining(const struct spot *spot)
{
	static const UScriptCode never[] = { USCRIPT_LATIN, USCRIPT_CYRILLIC,
		USCRIPT_GREEK, USCRIPT_ARMENIAN, USCRIPT_HEBREW, USCRIPT_GEORGIAN,
		USCRIPT_HAN, USCRIPT_HIRAGANA, USCRIPT_KATAKANA, USCRIPT_HANGUL,
		USCRIPT_CHEROKEE };
	uint32_t c = spot->seen_before;
	if (!is_word_part(c) || c < 0x80)
		return is_between_words(spot);
	for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++)
		if (is_script(c, never[i]))
			return is_between_words(spot);
	return true;
}

static bool is_join_or_emoji(const struct spot *spot)
{
	return is_emoji(spot->seen_before) || is_in_joining(spot);
}

static bool is_selecting(const struct spot *spot)
{
	static const UScriptCode never[] = { USCRIPT_LATIN, USCRIPT_CYRILLIC,
		USCRIPT_GREEK };
	uint32_t c = spot->before;
	for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++)
		if (is_script(c, never[i]))
			return false;
	return c && spot->before == spot->seen_before;
}

static bool is_behind_ideograph(const struct spot *spot)
{
	return is_script(spot->before, USCRIPT_HAN);
}

static bool is_in_mongolian(const struct spot *spot)
{
	return is_script(spot->seen_before, USCRIPT_MONGOLIAN);
}

static bool is_in_khmer(const struct spot *spot)
{
	return is_script(spot->seen_before, USCRIPT_KHMER);
}

static bool is_between_marks(const struct spot *spot)
{
	return (U_GET_GC_MASK((UChar32)spot->seen_before) & U_GC_M_MASK) &&
	       (U_GET_GC_MASK((UChar32)seen_after(spot)) & U_GC_M_MASK);
}

static bool is_jamo(uint32_t c)
{
	return c >= 0x1100 && c <= 0x11FF;
}

static bool is_by_jamo(const struct spot *spot)
{
	return is_jamo(spot->seen_before) || is_jamo(seen_after(spot));
}

static bool is_in_braille(const struct spot *spot)
{
	return is_script(spot->seen_before, USCRIPT_BRAILLE) ||
	       is_script(seen_after(spot), USCRIPT_BRAILLE);
}

static bool is_in_flag(const struct spot *spot)
{
	enum { BLACK_FLAG = 0x1F3F4 };
	return spot->seen_before == BLACK_FLAG;
}

/* In ascending order. */
static const struct hidden_row hidden_rows[] = {
	{ 0x00, 0x08, SPOOF_CONTROL, NULL },
	{ 0x0A, 0x0A, SPOOF_CONTROL, is_at_end },
	{ 0x0B, 0x0C, SPOOF_CONTROL, NULL },
	{ 0x0D, 0x0D, SPOOF_CONTROL, is_at_end },
	{ 0x0E, 0x1F, SPOOF_CONTROL, NULL },
	{ 0x7F, 0x7F, SPOOF_CONTROL, NULL },
	{ 0xAD, 0xAD, SPOOF_BLANK, is_between_words },
	{ 0x34F, 0x34F, SPOOF_BLANK, is_between_marks },
	{ 0x61C, 0x61C, SPOOF_BIDI, is_rtl_or_between },
	{ 0x115F, 0x1160, SPOOF_BLANK, is_by_jamo },
	{ 0x17B4, 0x17B5, SPOOF_BLANK, is_in_khmer },
	{ 0x180B, 0x180F, SPOOF_BLANK, is_in_mongolian },
	{ 0x200B, 0x200B, SPOOF_BLANK, is_in_unspaced },
	{ 0x200C, 0x200C, SPOOF_BLANK, is_in_joining },
	{ 0x200D, 0x200D, SPOOF_BLANK, is_join_or_emoji },
	{ 0x200E, 0x200F, SPOOF_BIDI, is_rtl_or_between },
	{ 0x202A, 0x202C, SPOOF_BIDI, is_in_rtl },
	{ 0x202D, 0x202D, SPOOF_BIDI, is_number_only },
	{ 0x202E, 0x202E, SPOOF_BIDI, NULL },
	{ 0x2060, 0x2064, SPOOF_BLANK, is_between_words },
	{ 0x2066, 0x2069, SPOOF_BIDI, is_rtl_or_between },
	{ 0x206A, 0x206F, SPOOF_BLANK, NULL },
	{ 0x2800, 0x2800, SPOOF_BLANK, is_in_braille },
	{ 0x3164, 0x3164, SPOOF_BLANK, NULL },
	{ 0xFE00, 0xFE0F, SPOOF_BLANK, is_selecting },
	{ 0xFEFF, 0xFEFF, SPOOF_BLANK, is_between_words },
	{ 0xFFA0, 0xFFA0, SPOOF_BLANK, NULL },
	{ 0xFFF9, 0xFFFB, SPOOF_BLANK, NULL },
	{ 0x1BCA0, 0x1BCA3, SPOOF_BLANK, NULL },
	{ 0x1D173, 0x1D17A, SPOOF_BLANK, NULL },
	{ 0xE0000, 0xE007F, SPOOF_TAG, is_in_flag },
	{ 0xE0100, 0xE01EF, SPOOF_BLANK, is_behind_ideograph },
};

static const struct hidden_row *hidden_row_of(uint32_t c)
{
	size_t low = 0, high = sizeof(hidden_rows) / sizeof(*hidden_rows);
	if (c >= 0x20 && c < 0x7F)
		return NULL;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (c > hidden_rows[middle].to)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == sizeof(hidden_rows) / sizeof(*hidden_rows) ||
		c < hidden_rows[low].from)
		return NULL;
	return &hidden_rows[low];
}

/* Questions about the whole text or the way to the next letter are asked at most `max`
 * times: a text of nothing but honest marks must not cost the square of its length. */
bool spoof_find_hidden(struct span s, size_t max, struct spoof_hidden *hidden_r)
{
	struct spot spot = { .text = s, .rest = s };
	size_t count = 0;
	*hidden_r = (struct spoof_hidden){ .limit = false };
	while (spot.rest.n) {
		size_t at = s.n - spot.rest.n;
		utf8_next(&spot.rest, &spot.code_point);
		const struct hidden_row *row = hidden_row_of(spot.code_point);
		if (!row) {
			spot.seen_before = spot.code_point;
		} else {
			if (count++ == max) {
				hidden_r->limit = true;
				return false;
			}
			if (!row->is_honest || !row->is_honest(&spot)) {
				*hidden_r = (struct spoof_hidden){ row->kind,
					spot.code_point, at, false };
				return true;
			}
		}
		spot.before = spot.code_point;
	}
	return false;
}

/* --- scripts --- */

static USpoofChecker *checker(void)
{
	static USpoofChecker *opened;
	if (!opened) {
		UErrorCode error = U_ZERO_ERROR;
		opened = uspoof_open(&error);
		uspoof_setChecks(opened, USPOOF_RESTRICTION_LEVEL, &error);
		uspoof_setRestrictionLevel(opened, USPOOF_HIGHLY_RESTRICTIVE);
		must(U_SUCCESS(error));
	}
	return opened;
}

void spoof_warm_up(void)
{
	struct spoof_mix mix;
	spoof_label_mixed(SPAN("\xd0\xb0"), &mix);
}

/* The script of a letter; Common and Inherited, which go with all, are 0. */
static UScriptCode script_of(uint32_t c)
{
	UErrorCode error = U_ZERO_ERROR;
	UScriptCode script = uscript_getScript((UChar32)c, &error);
	return U_FAILURE(error) || script == USCRIPT_INHERITED ? USCRIPT_COMMON : script;
}

static bool is_highly_restrictive(struct span word)
{
	UErrorCode error = U_ZERO_ERROR;
	if (word.n > INT32_MAX || !utf8_has_8bit(word))
		return true;
	int32_t failed = uspoof_check2UTF8(
		checker(), (const char *)word.p, (int32_t)word.n, NULL, &error);
	return U_SUCCESS(error) && !(failed & USPOOF_RESTRICTION_LEVEL);
}

/* Names the first two scripts of the word. */
static void name_scripts(struct span word, struct spoof_mix *mix)
{
	UScriptCode first = USCRIPT_COMMON;
	*mix = (struct spoof_mix){ .word = word, .script = "", .other = "" };
	for (struct span rest = word; rest.n;) {
		uint32_t c;
		utf8_next(&rest, &c);
		UScriptCode script = script_of(c);
		if (script == USCRIPT_COMMON || script == first)
			continue;
		if (first != USCRIPT_COMMON) {
			mix->other = uscript_getName(script);
			mix->code_point = c;
			return;
		}
		first = script;
		mix->script = uscript_getName(script);
	}
}

bool spoof_label_mixed(struct span label, struct spoof_mix *mix_r)
{
	if (is_highly_restrictive(label))
		return false;
	name_scripts(label, mix_r);
	return true;
}

/* True when a letter of another script has the look of an ASCII one. */
static bool looks_ascii(uint32_t c)
{
	UErrorCode error = U_ZERO_ERROR;
	UChar from[2], to[32];
	int32_t n = 0;
	U16_APPEND_UNSAFE(from, n, c);
	int32_t got = uspoof_getSkeleton(checker(), 0, from, n, to, 32, &error);
	return U_SUCCESS(error) && got > 0 && to[0] < 0x80;
}

/* Letters of one script in a row, within a word; 0 stands for the word's end. */
struct run {
	UScriptCode before, script, after;
	size_t letters;
	bool all_look_ascii;
};

/* Scripts in which many letters look like Latin ones. */
static bool has_latin_twins(UScriptCode script)
{
	return script == USCRIPT_CYRILLIC || script == USCRIPT_GREEK ||
	       script == USCRIPT_ARMENIAN || script == USCRIPT_CHEROKEE ||
	       script == USCRIPT_COPTIC || script == USCRIPT_LISU;
}

/* Does the run pass for letters of its neighbours? A Latin one only where it is a single
 * letter or stands between letters of a script with twins. Right-to-left letters do not:
 * they would turn the order of the word, and prefixes of one letter are ordinary there. */
static bool run_pretends(const struct run *run)
{
	bool is_inner = run->before && run->after;
	if (run->script == USCRIPT_LATIN)
		return has_latin_twins(run->before ? run->before : run->after) &&
		       (run->letters == 1 || is_inner);
	return run->letters && run->all_look_ascii && !uscript_isRightToLeft(run->script);
}

static bool has_pretending_run(struct span word)
{
	struct run run = { .script = USCRIPT_COMMON };
	while (word.n) {
		uint32_t c;
		utf8_next(&word, &c);
		UScriptCode script = script_of(c);
		if (script == USCRIPT_COMMON)
			continue;
		if (script != run.script) {
			run.after = script;
			if (run_pretends(&run))
				return true;
			run = (struct run){ run.script, script, USCRIPT_COMMON, 0, true };
		}
		run.letters++;
		run.all_look_ascii = run.all_look_ascii && looks_ascii(c);
	}
	return run_pretends(&run);
}

/* Takes the next run of letters, marks and digits off `*rest`; what shows nothing does not
 * part words. */
static struct span next_word(struct span *rest)
{
	const unsigned char *from = NULL;
	while (rest->n) {
		const unsigned char *at = rest->p;
		uint32_t c;
		utf8_next(rest, &c);
		bool inside = is_word_part(c) || (c >= 0x80 && from && hidden_row_of(c));
		if (inside && !from)
			from = at;
		if (!inside && from)
			return span_between(from, at);
	}
	return from ? span_between(from, rest->p) : span_take(*rest, 0);
}

bool spoof_find_mixed(struct span s, struct spoof_mix *mix_r)
{
	if (!utf8_has_8bit(s))
		return false;
	while (s.n) {
		struct span word = next_word(&s);
		if (is_highly_restrictive(word) || !has_pretending_run(word))
			continue;
		name_scripts(word, mix_r);
		return true;
	}
	return false;
}

static bool is_styled(uint32_t c)
{
	int32_t type = u_getIntPropertyValue((UChar32)c, UCHAR_DECOMPOSITION_TYPE);
	return u_isalnum((UChar32)c) && type != U_DT_NONE && type != U_DT_CANONICAL;
}

bool spoof_is_styled(struct span s)
{
	return utf8_has_8bit(s) && has(s, is_styled);
}

/* --- skeletons --- */

/* The skeletons of ASCII characters that are not their own. */
static const char *ascii_skeleton(unsigned char c)
{
	switch (c) {
	case '"': return "''";
	case '%': return "\u00ba/\u2080";
	case '0': return "O";
	case '1': return "l";
	case 'I': return "l";
	case '`': return "'";
	case 'm': return "rn";
	case '|': return "l";
	default: return NULL;
	}
}

static struct span skeleton_of_ascii(struct arena *a, struct span s)
{
	struct text t;
	text_init(&t, a, 6 * s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		const char *other = ascii_skeleton(s.p[i]);
		if (other)
			text_add_cstr(&t, other);
		else
			text_add_byte(&t, s.p[i]);
	}
	return text_span(&t);
}

struct span spoof_skeleton(struct arena *a, struct span s)
{
	UErrorCode error = U_ZERO_ERROR;
	if (!utf8_has_8bit(s))
		return skeleton_of_ascii(a, s);
	if (s.n > INT32_MAX)
		return s;
	int32_t n = uspoof_getSkeletonUTF8(
		checker(), 0, (const char *)s.p, (int32_t)s.n, NULL, 0, &error);
	if (error != U_BUFFER_OVERFLOW_ERROR || n <= 0)
		return s;
	char *skeleton = arena_alloc(a, (size_t)n + 1);
	error = U_ZERO_ERROR;
	uspoof_getSkeletonUTF8(
		checker(), 0, (const char *)s.p, (int32_t)s.n, skeleton, n + 1, &error);
	return U_FAILURE(error) ? s : span_of(skeleton, (size_t)n);
}
