/* A file's name to what it hides: an ending that the system runs behind one of a document,
 * letters shown in another order (Unicode bidirectional algorithm, UAX 9), characters that
 * show nothing, blanks that push the ending out of sight, and dots that are none.
 *
 * Direction marks (U+200E, U+200F) belong into names of scripts that are written from the
 * right, joiners into Persian names and emoji: those are left out. What the content is,
 * type.h tells. */
#include "parse/file/name.h"

#include "base/utf8.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

enum { BLANKS_BEFORE_END = 3, BLANKS_ANYWHERE = 12 };

static const struct {
	enum name_act act;
	const char *extensions;
} acts[] = {
	{ NAME_PROGRAM, "exe scr com pif cpl msi msp jar xll app pkg mpkg apk appx msix "
			"appxbundle msixbundle deb rpm run appimage gadget" },
	{ NAME_SCRIPT,
		"bat cmd ps1 psc1 vbs vbe jse wsf wsh wsc sct hta msc chm hlp scpt scptd "
		"applescript command terminal tool workflow reg" },
	{ NAME_SHORTCUT,
		"lnk appref-ms application appinstaller settingcontent-ms library-ms "
		"search-ms searchconnector-ms desktop rdp iqy jnlp fileloc inetloc" },
	{ NAME_LINK, "url website webloc" },
	{ NAME_SOURCE, "js py pyw sh" },
};

/* Those that people open without a thought. The second list are also middles of honest
 * names of program text: "index.html.js". */
static const char documents[] = "pdf doc docx docm xls xlsx xlsm ppt pptx hwp hwpx rtf "
				"odt ods odp one epub pages";
static const char others[] = "txt csv htm html eml msg jpg jpeg png gif bmp tif tiff "
			     "heic webp mp3 mp4 mov avi wav";

static bool list_has(const char *words, struct span word)
{
	struct span rest = span_from_cstr(words);
	while (rest.p)
		if (span_equal_nocase(span_split(&rest, ' '), word))
			return true;
	return false;
}

enum name_act name_act_of(struct span extension)
{
	for (size_t i = 0; extension.n && i < COUNT(acts); i++)
		if (list_has(acts[i].extensions, extension))
			return acts[i].act;
	return NAME_OPENS;
}

/* --- characters --- */

static bool is_blank(uint32_t c)
{
	return c == ' ' || c == '\t' || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) ||
	       c == 0x202F || c == 0x205F || c == 0x3000;
}

static bool is_bidi(uint32_t c)
{
	return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static bool is_mark(uint32_t c)
{
	return c == 0x200E || c == 0x200F || c == 0x61C;
}

static bool is_right_to_left(uint32_t c)
{
	return (c >= 0x590 && c <= 0x8FF && c != 0x61C) || (c >= 0xFB1D && c <= 0xFDFF) ||
	       (c >= 0xFE70 && c <= 0xFEFE) || (c >= 0x10800 && c <= 0x10FFF) ||
	       (c >= 0x1E800 && c <= 0x1EFFF);
}

static bool is_invisible(uint32_t c)
{
	static const uint32_t list[] = { 0xAD, 0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5,
		0x180E, 0x200B, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0x2800, 0x3164,
		0xFEFF, 0xFFA0 };
	for (size_t i = 0; i < COUNT(list); i++)
		if (list[i] == c)
			return true;
	return (c >= 0xE0000 && c <= 0xE007F) || (c < 0x20 && c != '\t');
}

static bool is_false_dot(uint32_t c)
{
	return c == 0x2024 || c == 0xFE52 || c == 0xFF0E || c == 0x3002 || c == 0xFF61 ||
	       c == 0xA4F8;
}

/* Sentences of Japanese and Chinese end in such dots: only one before an ending counts. */
static bool is_before_ending(struct span rest)
{
	struct span word = rest;
	word.n = 0;
	while (word.n < rest.n && ascii_is_alnum(rest.p[word.n]))
		word.n++;
	if (word.n < rest.n && rest.p[word.n] != '.' && rest.p[word.n] != ' ')
		return false;
	return name_act_of(word) != NAME_OPENS || list_has(documents, word) ||
	       list_has(others, word);
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

static bool is_flag(uint32_t c)
{
	return c == 0x1F3F4;
}

static enum name_hiding hiding_of(uint32_t c, struct span rest, struct span base)
{
	if (is_bidi(c))
		return NAME_BIDI;
	if (is_mark(c))
		return has(base, is_right_to_left) ? NAME_PLAIN : NAME_BIDI;
	if (c >= 0xE0000 && has(base, is_flag)) /* flags of regions, UTS 51 */
		return NAME_PLAIN;
	if (is_invisible(c))
		return NAME_INVISIBLE;
	return is_false_dot(c) && is_before_ending(rest) ? NAME_DOT : NAME_PLAIN;
}

static void find_hidden(struct span base, struct name_look *look)
{
	struct span rest = base;
	while (rest.n && look->hiding == NAME_PLAIN) {
		uint32_t c;
		if (!utf8_next(&rest, &c))
			continue;
		look->hiding = hiding_of(c, rest, base);
		if (look->hiding != NAME_PLAIN)
			look->code_point = c;
	}
}

/* A run before the last dot pushes the ending away; a very long one anywhere does. */
static void find_blanks(struct span base, struct name_look *look)
{
	size_t run = 0, most = 0;
	for (struct span rest = base; rest.n;) {
		uint32_t c;
		bool at_end = look->extension.n && rest.p + 1 == look->extension.p;
		if (at_end && run >= BLANKS_BEFORE_END && run > most)
			most = run;
		utf8_next(&rest, &c);
		run = is_blank(c) ? run + 1 : 0;
		if (run >= BLANKS_ANYWHERE && run > most)
			most = run;
	}
	look->blanks = most;
	if (most && look->hiding == NAME_PLAIN)
		look->hiding = NAME_BLANKS;
}

/* --- endings --- */

/* Without blanks and characters that show nothing at its end. */
static struct span trim_end(struct span s)
{
	while (s.n) {
		size_t at = s.n - 1;
		while (at > 0 && (s.p[at] & 0xC0) == 0x80)
			at--;
		struct span last = span_skip(s, at);
		uint32_t c;
		if (!utf8_next(&last, &c) || last.n)
			return s;
		if (!is_blank(c) && !is_bidi(c) && !is_mark(c) && !is_invisible(c) &&
			c != '.')
			return s;
		s.n = at;
	}
	return s;
}

static struct span decoy_of(struct span base, struct name_look *look)
{
	if (look->act == NAME_OPENS)
		return SPAN("");
	struct span stem = span_between(base.p, look->extension.p - 1);
	stem = trim_end(stem);
	size_t dot = span_rfind_byte(stem, '.');
	if (dot == SPAN_NONE || dot == 0)
		return SPAN("");
	struct span word = span_skip(stem, dot + 1);
	bool wide = look->act != NAME_SOURCE && look->act != NAME_LINK;
	if (list_has(documents, word) || (wide && list_has(others, word)))
		return word;
	return SPAN("");
}

struct name_look name_look(struct span name)
{
	struct name_look look = { .extension = SPAN(""), .decoy = SPAN("") };
	struct span base = trim_end(file_base_name(name));
	struct span all = file_base_name(name);
	size_t dot = span_rfind_byte(base, '.');
	if (dot != SPAN_NONE)
		look.extension = span_skip(base, dot + 1);
	look.act = name_act_of(look.extension);
	look.decoy = decoy_of(base, &look);
	find_hidden(all, &look);
	find_blanks(all, &look);
	return look;
}
