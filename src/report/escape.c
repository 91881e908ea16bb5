/* Turns foreign bytes into text that a medium shows and does not obey.
 *
 * What is hidden on a screen is made visible: C0 and C1 controls and DEL (ECMA-48), the
 * direction controls of UAX #9, characters without a shape (Unicode's Default_Ignorable
 * ones), line and paragraph separators, noncharacters and bytes that are no UTF-8
 * (RFC 3629). JSON is RFC 8259; whatever is hidden is escaped there too, as surrogate
 * pairs where it must be.
 *
 * Left out: look-alike letters. They are visible, and a check names them. */
#include "report/escape.h"

#include "base/utf8.h"

struct range {
	uint32_t first, last;
};

/* Sorted. Controls, Default_Ignorable_Code_Point, direction, separators, private use. */
static const struct range hidden[] = {
	{ 0x00, 0x1F },
	{ 0x7F, 0x9F },
	{ 0xAD, 0xAD },
	{ 0x34F, 0x34F },
	{ 0x61C, 0x61C },
	{ 0x115F, 0x1160 },
	{ 0x17B4, 0x17B5 },
	{ 0x180B, 0x180F },
	{ 0x200B, 0x200F },
	{ 0x2028, 0x202E },
	{ 0x2060, 0x206F },
	{ 0x3164, 0x3164 },
	{ 0xE000, 0xF8FF },
	{ 0xFDD0, 0xFDEF },
	{ 0xFE00, 0xFE0D },
	{ 0xFEFF, 0xFEFF },
	{ 0xFFA0, 0xFFA0 },
	{ 0xFFF0, 0xFFFB },
	{ 0x1BCA0, 0x1BCA3 },
	{ 0x1D173, 0x1D17A },
	{ 0xE0000, 0xE0FFF },
	{ 0xF0000, 0x10FFFF },
};

/* Sorted. The blocks whose letters run from right to left. */
static const struct range right_to_left[] = {
	{ 0x590, 0x8FF },
	{ 0xFB1D, 0xFDFF },
	{ 0xFE70, 0xFEFE },
	{ 0x10800, 0x10FFF },
	{ 0x1E800, 0x1EFFF },
};

static bool in_ranges(uint32_t c, const struct range *ranges, size_t count)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (c > ranges[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && c >= ranges[low].first;
}

#define IN(c, ranges) in_ranges((c), (ranges), sizeof(ranges) / sizeof((ranges)[0]))

static bool is_hidden(uint32_t c)
{
	return IN(c, hidden) || (c & 0xFFFE) == 0xFFFE;
}

static bool has_right_to_left(struct span s)
{
	uint32_t c;
	while (s.n)
		if (utf8_next(&s, &c) && IN(c, right_to_left))
			return true;
	return false;
}

static void show(struct text *t, uint32_t c)
{
	static const char letters[] = { ['\t'] = 't', ['\n'] = 'n', ['\r'] = 'r' };
	if (c < sizeof(letters) && letters[c])
		text_printf(t, "\\%c", letters[c]);
	else if (c < 0x80)
		text_printf(t, "\\x%02X", (unsigned)c);
	else if (is_hidden(c))
		text_printf(t, "<U+%04X>", (unsigned)c);
	else
		utf8_add(t, c);
}

void escape_terminal_short(struct text *t, struct span foreign, size_t max)
{
	bool isolate = has_right_to_left(foreign);
	if (isolate)
		utf8_add(t, 0x2068); /* FIRST STRONG ISOLATE */
	for (size_t i = 0; foreign.n && i < max; i++) {
		unsigned char byte = foreign.p[0];
		uint32_t c;
		if (!utf8_next(&foreign, &c))
			text_printf(t, "\\x%02X", byte);
		else if (c >= 0x20 && c < 0x7F)
			text_add_byte(t, byte);
		else
			show(t, c);
	}
	if (foreign.n)
		text_add_cstr(t, "...");
	if (isolate)
		utf8_add(t, 0x2069); /* POP DIRECTIONAL ISOLATE */
}

void escape_terminal(struct text *t, struct span foreign)
{
	escape_terminal_short(t, foreign, SIZE_MAX);
}

static void json_unit(struct text *t, uint32_t c)
{
	if (c > 0xFFFF) {
		text_printf(t, "\\u%04x", (unsigned)(0xD7C0 + (c >> 10)));
		c = 0xDC00 + (c & 0x3FF);
	}
	text_printf(t, "\\u%04x", (unsigned)c);
}

/* True for what JSON itself demands or what a terminal might obey. */
static bool json_hides(uint32_t c)
{
	return is_hidden(c) && c != UTF8_REPLACEMENT;
}

void escape_json(struct text *t, struct span foreign)
{
	static const char letters[] = { ['\b'] = 'b',
		['\t'] = 't',
		['\n'] = 'n',
		['\f'] = 'f',
		['\r'] = 'r',
		['"'] = '"',
		['\\'] = '\\' };
	while (foreign.n) {
		uint32_t c;
		utf8_next(&foreign, &c);
		if (c < sizeof(letters) && letters[c])
			text_printf(t, "\\%c", letters[c]);
		else if (json_hides(c))
			json_unit(t, c);
		else
			utf8_add(t, c);
	}
}
