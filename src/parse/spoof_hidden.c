/* UTF-8 text to its first character that shows nothing without an honest reason. A table
 * names the characters, and with each row goes the question that makes one honest where it
 * stands: UTS 39 section 3.1.1, RFC 5892 appendix A.1 and A.2, and UTS 51 (emoji), by the
 * properties that ICU knows.
 *
 * Leaves out: spaces, however wide, for they show as such; what a font cannot draw. */
#include "parse/spoof_hidden.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base/utf8.h"
#include "parse/spoof.h"

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

bool spoof_is_word_part(uint32_t c)
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
	return !spoof_is_word_part(spot->seen_before) ||
	       !spoof_is_word_part(seen_after(spot));
}

bool spoof_has(struct span s, bool (*is)(uint32_t c))
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
	return spoof_has(spot->text, is_rtl) || !spoof_has(spot->text, is_letter);
}

static bool is_rtl_or_between(const struct spot *spot)
{
	return is_between_words(spot) || is_in_rtl(spot);
}

static bool is_number_only(const struct spot *spot)
{
	return !spoof_has(spot->text, is_letter);
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
	if (!spoof_is_word_part(c) || c < 0x80)
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

bool spoof_is_hidden(uint32_t c)
{
	return hidden_row_of(c);
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
