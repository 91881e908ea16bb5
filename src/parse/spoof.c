/* Words and domain labels that look like what they are not: scripts mixed within one word,
 * and skeletons for comparing. UTS 39 (Unicode Security Mechanisms) by ICU's uspoof. Hidden
 * characters are spoof_hidden.c's.
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
#include "parse/spoof_hidden.h"

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
		bool inside = spoof_is_word_part(c) ||
			      (c >= 0x80 && from && spoof_is_hidden(c));
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
	return utf8_has_8bit(s) && spoof_has(s, is_styled);
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

struct span spoof_capitals(struct arena *a, struct span s)
{
	struct text t;
	text_init(&t, a, 4 * s.n + 4);
	while (s.n) {
		uint32_t c;
		utf8_next(&s, &c);
		utf8_add(&t, (uint32_t)u_toupper((UChar32)c));
	}
	return text_span(&t);
}
