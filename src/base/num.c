/* Numbers out of foreign bytes: the whole span or nothing, and never past a bound. */
#include "base/num.h"

int num_hex_digit(unsigned char c)
{
	if (ascii_is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool parse(struct span s, unsigned base, uint64_t max, uint64_t *out_r)
{
	uint64_t value = 0;
	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		int digit = num_hex_digit(s.p[i]);
		if (digit < 0 || (unsigned)digit >= base)
			return false;
		if (__builtin_mul_overflow(value, base, &value) ||
			__builtin_add_overflow(value, (unsigned)digit, &value) ||
			value > max)
			return false;
	}
	*out_r = value;
	return true;
}

bool num_parse(struct span s, uint64_t max, uint64_t *out_r)
{
	return parse(s, 10, max, out_r);
}

bool num_parse_hex(struct span s, uint64_t max, uint64_t *out_r)
{
	return parse(s, 16, max, out_r);
}

bool num_hex_bytes(struct span s, unsigned char *out, size_t n)
{
	if (s.n != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int high = num_hex_digit(s.p[2 * i]), low = num_hex_digit(s.p[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}
