/* Base64 (RFC 4648), quoted-printable (RFC 2045, 2047) and hexadecimal. Mail is full of
 * slightly wrong encodings that mailers read all the same, so decoding is lenient and
 * reports, and the DKIM rules that want strictness look at `clean`. */
#include "base/codec.h"

#include "base/num.h"

static const char ALPHABET[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int base64_value(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

/* What stands behind the first "=": more "=" and white space only is clean. */
static bool is_padding(struct span s, size_t sextets)
{
	size_t pads = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '=')
			pads++;
		else if (!ascii_is_space(s.p[i]))
			return false;
	}
	return (sextets + pads) % 4 == 0;
}

struct span base64_decode(struct arena *a, struct span s, bool *clean_r)
{
	unsigned char *out = arena_alloc(a, s.n / 4 * 3 + 3);
	size_t n = 0, sextets = 0, i = 0;
	unsigned bits = 0;
	bool clean = true;
	for (; i < s.n && s.p[i] != '='; i++) {
		int v = base64_value(s.p[i]);
		if (v < 0) {
			clean = clean && ascii_is_space(s.p[i]);
			continue;
		}
		bits = (bits << 6 | (unsigned)v) & 0xFFFFFF;
		if (sextets++ % 4 != 0)
			out[n++] = (unsigned char)(bits >> (6 - 2 * ((sextets - 1) % 4)));
	}
	if (clean_r)
		*clean_r = clean && is_padding(span_skip(s, i), sextets);
	return span_of(out, n);
}

struct span base64_encode(struct arena *a, struct span s)
{
	char *out = arena_alloc(a, (s.n + 2) / 3 * 4 + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i += 3) {
		size_t left = s.n - i;
		unsigned bits = (unsigned)s.p[i] << 16 |
				(left > 1 ? (unsigned)s.p[i + 1] << 8 : 0) |
				(left > 2 ? (unsigned)s.p[i + 2] : 0);
		out[n++] = ALPHABET[bits >> 18];
		out[n++] = ALPHABET[bits >> 12 & 63];
		out[n++] = left > 1 ? ALPHABET[bits >> 6 & 63] : '=';
		out[n++] = left > 2 ? ALPHABET[bits & 63] : '=';
	}
	return span_of(out, n);
}

/* Length of a soft line break behind "=" (RFC 2045 rule 5; white space before it is a
 * transport's doing), or 0. */
static size_t soft_break(struct span s)
{
	size_t i = 0;
	while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t'))
		i++;
	if (i < s.n && s.p[i] == '\n')
		return i + 1;
	if (i + 1 < s.n && s.p[i] == '\r' && s.p[i + 1] == '\n')
		return i + 2;
	return i == s.n ? i : 0;
}

static struct span qp(struct arena *a, struct span s, bool word, bool *clean_r)
{
	unsigned char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;
	bool clean = true;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = s.p[i];
		struct span rest = span_skip(s, i + 1);
		int high = c == '=' && rest.n > 1 ? num_hex_digit(rest.p[0]) : -1;
		int low = high >= 0 ? num_hex_digit(rest.p[1]) : -1;
		if (low >= 0) {
			out[n++] = (unsigned char)(high << 4 | low);
			i += 2;
		} else if (c == '=' && !word && (rest.n == 0 || soft_break(rest))) {
			i += soft_break(rest);
		} else {
			clean = clean && c != '=';
			out[n++] = word && c == '_' ? ' ' : c;
		}
	}
	if (clean_r)
		*clean_r = clean;
	return span_of(out, n);
}

struct span qp_decode(struct arena *a, struct span s, bool *clean_r)
{
	return qp(a, s, false, clean_r);
}

struct span qp_decode_word(struct arena *a, struct span s, bool *clean_r)
{
	return qp(a, s, true, clean_r);
}

struct span hex_encode(struct arena *a, struct span s)
{
	static const char digits[] = "0123456789abcdef";
	char *out = arena_alloc(a, 2 * s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		out[2 * i] = digits[s.p[i] >> 4];
		out[2 * i + 1] = digits[s.p[i] & 15];
	}
	return span_of(out, 2 * s.n);
}
