/* Numbers out of foreign bytes: the whole span or nothing, and never past a bound. */
#include "base/num.h"

/* A digit's value and one; 0: none. */
static const unsigned char hex_digits[256] = { ['0'] = 1,
	['1'] = 2,
	['2'] = 3,
	['3'] = 4,
	['4'] = 5,
	['5'] = 6,
	['6'] = 7,
	['7'] = 8,
	['8'] = 9,
	['9'] = 10,
	['A'] = 11,
	['B'] = 12,
	['C'] = 13,
	['D'] = 14,
	['E'] = 15,
	['F'] = 16,
	['a'] = 11,
	['b'] = 12,
	['c'] = 13,
	['d'] = 14,
	['e'] = 15,
	['f'] = 16 };

int num_hex_digit(unsigned char c)
{
	return hex_digits[c] - 1;
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
	unsigned bad = s.n != 2 * n;
	if (bad)
		return false;
	for (size_t i = 0; i < n; i++) {
		unsigned high = hex_digits[s.p[2 * i]] - 1u,
			 low = hex_digits[s.p[2 * i + 1]] - 1u;
		bad |= high | low; /* of what is none, all bits are set */
		out[i] = (unsigned char)(high << 4 | low);
	}
	return bad < 16;
}
