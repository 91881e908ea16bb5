/* UTF-8 (RFC 3629), strictly: what is broken becomes U+FFFD, one byte at a time. */
#include "base/utf8.h"

static unsigned sequence_length(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xC2 && lead <= 0xDF)
		return 2;
	if ((lead & 0xF0) == 0xE0)
		return 3;
	return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

static bool decode(struct span s, unsigned n, uint32_t *code_point_r)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	static const unsigned char mask[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
	if (n == 0 || n > s.n)
		return false;
	uint32_t c = s.p[0] & mask[n];
	for (unsigned i = 1; i < n; i++) {
		if ((s.p[i] & 0xC0) != 0x80)
			return false;
		c = c << 6 | (s.p[i] & 0x3Fu);
	}
	if (c < least[n] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		return false;
	*code_point_r = c;
	return true;
}

bool utf8_next(struct span *s, uint32_t *code_point_r)
{
	unsigned n = sequence_length(s->p[0]);
	bool good = decode(*s, n, code_point_r);
	if (!good)
		*code_point_r = UTF8_REPLACEMENT;
	*s = span_skip(*s, good ? n : 1);
	return good;
}

bool utf8_is_valid(struct span s)
{
	uint32_t ignored;
	while (s.n)
		if (!utf8_next(&s, &ignored))
			return false;
	return true;
}

bool utf8_has_8bit(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= 0x80)
			return true;
	return false;
}

void utf8_add(struct text *t, uint32_t c)
{
	if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		c = UTF8_REPLACEMENT;
	if (c < 0x80) {
		text_add_byte(t, (unsigned char)c);
		return;
	}
	unsigned n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
	unsigned char bytes[4];
	for (unsigned i = n; i-- > 1; c >>= 6)
		bytes[i] = (unsigned char)(0x80 | (c & 0x3F));
	bytes[0] = (unsigned char)(lead[n] | c);
	text_add(t, span_of(bytes, n));
}
