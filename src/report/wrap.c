/* Breaks a sentence into lines. Languages with spaces break at them; wide letters (UAX #11)
 * break anywhere but before closing punctuation. Not UAX #14: a report has short sentences
 * and long domain names, which are left whole. */
#include "report/wrap.h"

#include "base/utf8.h"

unsigned wrap_columns(uint32_t c)
{
	static const uint32_t wide[][2] = { { 0x1100, 0x115F }, { 0x2E80, 0x303E },
		{ 0x3041, 0xA4CF }, { 0xAC00, 0xD7A3 }, { 0xF900, 0xFAFF },
		{ 0xFE30, 0xFE6F }, { 0xFF00, 0xFF60 }, { 0xFFE0, 0xFFE6 },
		{ 0x1F300, 0x1F64F }, { 0x1F900, 0x1F9FF }, { 0x20000, 0x3FFFD } };
	if ((c >= 0x300 && c <= 0x36F) || (c >= 0x2066 && c <= 0x2069) ||
		(c >= 0xFE00 && c <= 0xFE0F))
		return 0;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (c >= wide[i][0] && c <= wide[i][1])
			return 2;
	return 1;
}

/* Letters that must not begin a line (JIS X 4051: closing marks, small kana, the dash). */
static bool may_begin_line(uint32_t c)
{
	static const uint32_t closing[] = { 0x3001, 0x3002, 0x300D, 0x300F, 0x3011,
		0x3015, 0x30FC, 0x30FB, 0x3063, 0x3083, 0x3085, 0x3087, 0x30C3, 0x30E3,
		0x30E5, 0x30E7, 0xFF01, 0xFF09, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1F };
	for (size_t i = 0; i < sizeof(closing) / sizeof(closing[0]); i++)
		if (c == closing[i])
			return false;
	return true;
}

static unsigned take_spaces(struct span *s)
{
	unsigned n = 0;
	for (; s->n && s->p[0] == ' '; n++)
		*s = span_skip(*s, 1);
	return n;
}

/* Takes what must stay together off `*s`: a word, or one wide letter with what clings. */
static struct span take_piece(struct span *s, unsigned *columns_r)
{
	const unsigned char *start = s->p;
	unsigned columns = 0;
	bool wide = false;
	while (s->n && s->p[0] != ' ') {
		struct span behind = *s;
		uint32_t c;
		utf8_next(&behind, &c);
		unsigned w = wrap_columns(c);
		if (columns > 0 && ((w == 2 && may_begin_line(c)) || (wide && w == 1)))
			break;
		columns += w;
		wide = w == 2;
		*s = behind;
	}
	*columns_r = columns;
	return span_between(start, s->p);
}

void wrap_add(struct text *t, const char *lead, struct span s, unsigned width)
{
	unsigned indent = (unsigned)strlen(lead), at = indent;
	text_add_cstr(t, lead);
	while (s.n) {
		unsigned columns, spaces = take_spaces(&s);
		struct span piece = take_piece(&s, &columns);
		if (width && at > indent && at + spaces + columns > width) {
			text_printf(t, "\n%*s", (int)indent, "");
			at = indent;
			spaces = 0;
		}
		text_printf(t, "%*s", (int)spaces, "");
		text_add(t, piece);
		at += spaces + columns;
	}
	text_add_byte(t, '\n');
}
