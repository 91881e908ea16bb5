/* Arithmetic of 256-bit numbers: what inlines (u256.h) does not do. Division is by whole
 * limbs where the divisor has one, and bit by bit otherwise: amounts above 2^64 that are
 * divided are rare, and exactness is what counts. */
#include "base/u256.h"

#include "base/must.h"
#include "base/num.h"

struct u256 u256_plus(struct u256 a, struct u256 b)
{
	struct u256 sum;
	must(u256_add(a, b, &sum));
	return sum;
}

struct u256 u256_minus(struct u256 a, struct u256 b)
{
	struct u256 difference;
	must(u256_sub(a, b, &difference));
	return difference;
}

struct u512 {
	uint64_t w[8];
};

static struct u512 product(struct u256 a, struct u256 b)
{
	struct u512 p = { { 0 } };
	for (int i = 0; i < 4; i++) {
		uint64_t carry = 0;
		for (int j = 0; j < 4; j++) {
			unsigned __int128 t =
				(unsigned __int128)a.w[i] * b.w[j] + p.w[i + j] + carry;
			p.w[i + j] = (uint64_t)t;
			carry = (uint64_t)(t >> 64);
		}
		p.w[i + 4] = carry;
	}
	return p;
}

static struct u256 low(const struct u512 *p)
{
	return (struct u256){ { p->w[0], p->w[1], p->w[2], p->w[3] } };
}

bool u256_mul(struct u256 a, struct u256 b, struct u256 *product_r)
{
	struct u512 p = product(a, b);
	*product_r = low(&p);
	return (p.w[4] | p.w[5] | p.w[6] | p.w[7]) == 0;
}

static struct u256 divide_by_limb(struct u512 p, uint64_t c)
{
	uint64_t rest = 0;
	for (int i = 7; i >= 0; i--) {
		unsigned __int128 t = (unsigned __int128)rest << 64 | p.w[i];
		p.w[i] = (uint64_t)(t / c);
		rest = (uint64_t)(t % c);
	}
	return low(&p);
}

/* The rest stays below c < 2^256, and one bit more while it is shifted. */
static struct u256 divide_by_bits(const struct u512 *p, struct u256 c)
{
	struct u256 quotient = u256_of(0), rest = u256_of(0);
	for (int bit = 511; bit >= 0; bit--) {
		uint64_t out = rest.w[3] >> 63;
		for (int i = 3; i > 0; i--)
			rest.w[i] = rest.w[i] << 1 | rest.w[i - 1] >> 63;
		rest.w[0] = rest.w[0] << 1 | (p->w[bit / 64] >> (bit % 64) & 1);
		if (out || u256_compare(rest, c) >= 0) {
			u256_sub(rest, c, &rest);
			if (bit < 256)
				quotient.w[bit / 64] |= 1ull << (bit % 64);
		}
	}
	return quotient;
}

struct u256 u256_part(struct u256 a, struct u256 b, struct u256 c)
{
	must(!u256_is_zero(c) && u256_compare(b, c) <= 0);
	if (u256_compare(b, c) == 0)
		return a;
	if (u256_is_small(a) && u256_is_small(c))
		return u256_of((uint64_t)((unsigned __int128)a.w[0] * b.w[0] / c.w[0]));
	struct u512 p = product(a, b);
	return u256_is_small(c) ? divide_by_limb(p, c.w[0]) : divide_by_bits(&p, c);
}

/* value * factor + digit; false where it does not fit. */
static bool push(struct u256 *value, uint64_t factor, uint64_t digit)
{
	unsigned __int128 carry = digit;
	for (int i = 0; i < 4; i++) {
		carry += (unsigned __int128)value->w[i] * factor;
		value->w[i] = (uint64_t)carry;
		carry >>= 64;
	}
	return carry == 0;
}

/* value / 10^19 and what is left. */
static uint64_t pop(struct u256 *value, uint64_t divisor)
{
	uint64_t rest = 0;
	for (int i = 3; i >= 0; i--) {
		unsigned __int128 t = (unsigned __int128)rest << 64 | value->w[i];
		value->w[i] = (uint64_t)(t / divisor);
		rest = (uint64_t)(t % divisor);
	}
	return rest;
}

static bool parse_hex(struct span s, struct u256 *value_r)
{
	struct u256 value = u256_of(0);
	for (size_t i = 0; i < s.n; i++) {
		int digit = num_hex_digit(s.p[i]);
		if (digit < 0 || !push(&value, 16, (uint64_t)digit))
			return false;
	}
	*value_r = value;
	return s.n > 0;
}

static bool parse_small(struct span s, struct u256 *value_r)
{
	uint64_t value = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned digit = s.p[i] - '0';
		if (digit > 9)
			return false;
		value = value * 10 + digit;
	}
	*value_r = u256_of(value);
	return true;
}

bool u256_parse(struct span s, struct u256 *value_r)
{
	if (s.n == 0)
		return false;
	if (s.n < 20)
		return span_starts_with_nocase(s, SPAN("0x"))
			       ? parse_hex(span_skip(s, 2), value_r)
			       : parse_small(s, value_r);
	if (span_starts_with_nocase(s, SPAN("0x")))
		return parse_hex(span_skip(s, 2), value_r);
	struct u256 value = u256_of(0);
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_is_digit(s.p[i]) ||
			!push(&value, 10, (uint64_t)(s.p[i] - '0')))
			return false;
	*value_r = value;
	return true;
}

/* The "e18" of a number, taken off it. */
static bool take_exponent(struct span *s, int *exponent_r)
{
	size_t e = span_find_nocase(*s, SPAN("e"));
	*exponent_r = 0;
	if (e == SPAN_NONE)
		return true;
	struct span digits = span_skip(*s, e + 1);
	bool negative = digits.n && digits.p[0] == '-';
	uint64_t value;
	if (digits.n && (digits.p[0] == '-' || digits.p[0] == '+'))
		digits = span_skip(digits, 1);
	if (!num_parse(digits, 1000, &value))
		return false;
	*exponent_r = negative ? -(int)value : (int)value;
	*s = span_take(*s, e);
	return true;
}

/* Nearly all amounts: some digits, and nothing else. */
static bool parse_digits(struct span s, unsigned decimals, struct u256 *value_r)
{
	enum { DIGITS_MAX = 19, PLACES_MAX = 19 };
	static const uint64_t powers[] = { 1ull, 10ull, 100ull, 1000ull, 10000ull,
		100000ull, 1000000ull, 10000000ull, 100000000ull, 1000000000ull,
		10000000000ull, 100000000000ull, 1000000000000ull, 10000000000000ull,
		100000000000000ull, 1000000000000000ull, 10000000000000000ull,
		100000000000000000ull, 1000000000000000000ull, 10000000000000000000ull };
	if (s.n == 0 || s.n > DIGITS_MAX || decimals > PLACES_MAX ||
		!parse_small(s, value_r))
		return false;
	push(value_r, powers[decimals], 0);
	return true;
}

bool u256_parse_scaled(struct span s, unsigned decimals, struct u256 *value_r)
{
	int exponent;
	if (parse_digits(s, decimals, value_r))
		return true;
	if (!take_exponent(&s, &exponent))
		return false;
	struct span fraction = s, whole = span_split(&fraction, '.');
	while (fraction.n && fraction.p[fraction.n - 1] == '0')
		fraction.n--;
	if (whole.n + fraction.n == 0 && !(fraction.p && s.n > 1))
		return false;
	struct u256 value = u256_of(0);
	for (size_t i = 0; i < whole.n + fraction.n; i++) {
		unsigned char c = i < whole.n ? whole.p[i] : fraction.p[i - whole.n];
		if (!ascii_is_digit(c) || !push(&value, 10, (uint64_t)(c - '0')))
			return false;
	}
	int places = (int)decimals + exponent - (int)fraction.n;
	if (u256_is_zero(value))
		places = 0;
	for (; places > 0; places--)
		if (!push(&value, 10, 0))
			return false;
	for (; places < 0; places++)
		if (pop(&value, 10) != 0)
			return false;
	*value_r = value;
	return true;
}

double u256_double(struct u256 value)
{
	double sum = 0;
	for (int i = 3; i >= 0; i--)
		sum = sum * 0x1p64 + (double)value.w[i];
	return sum;
}

void u256_print(struct text *t, struct u256 value, unsigned decimals)
{
	char digits[U256_DIGITS_MAX + 2];
	unsigned n = 0, zeros = 0;
	do
		digits[n++] = (char)('0' + pop(&value, 10));
	while (!u256_is_zero(value));
	while (zeros < decimals && zeros < n && digits[zeros] == '0')
		zeros++;
	if (zeros == n)
		zeros = decimals;
	if (n <= decimals)
		text_add_byte(t, '0');
	for (unsigned i = n; i > decimals; i--)
		text_add_byte(t, (unsigned char)digits[i - 1]);
	if (zeros >= decimals)
		return;
	text_add_byte(t, '.');
	for (unsigned i = decimals; i > zeros; i--)
		text_add_byte(t, i > n ? '0' : (unsigned char)digits[i - 1]);
}

bool u256_from_bytes(struct span bytes, struct u256 *value_r)
{
	if (bytes.n > 32)
		return false;
	*value_r = u256_of(0);
	for (size_t i = 0; i < bytes.n; i++) {
		size_t place = bytes.n - 1 - i;
		value_r->w[place / 8] |= (uint64_t)bytes.p[i] << (8 * (place % 8));
	}
	return true;
}

void u256_to_bytes(struct u256 value, unsigned char bytes_r[32])
{
	for (unsigned i = 0; i < 32; i++)
		bytes_r[i] =
			(unsigned char)(value.w[(31 - i) / 8] >> (8 * ((31 - i) % 8)));
}
