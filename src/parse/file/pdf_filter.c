/* Filters of PDF streams (ISO 32000-2, 7.4): Flate and LZW with predictors, ASCII85,
 * ASCIIHex, RunLength, each bounded by what it may give. Filters of pictures (DCT, JPX,
 * CCITT, JBIG2) are left alone: what they hold is not read. */
#include <string.h>

#include "parse/file/inflate.h"
#include "parse/file/pdf.h"

#include "base/num.h"
#include "base/text.h"

static bool is_blank(unsigned char c)
{
	return ascii_is_space(c) || c == 0 || c == '\f';
}

static struct span ascii_hex(struct arena *a, struct span in, size_t max, enum got *got_r)
{
	size_t room = in.n / 2 + 1 < max ? in.n / 2 + 1 : max;
	unsigned char *out = arena_alloc(a, room + 1);
	size_t n = 0;
	int high = -1;
	for (size_t i = 0; i < in.n && in.p[i] != '>' && n < room; i++) {
		int digit = num_hex_digit(in.p[i]);
		if (digit < 0)
			continue;
		if (high >= 0)
			out[n++] = (unsigned char)(high << 4 | digit);
		high = high < 0 ? digit : -1;
	}
	if (high >= 0 && n < room)
		out[n++] = (unsigned char)(high << 4);
	*got_r = GOT_ALL;
	return span_of(out, n);
}

static size_t put_group(unsigned char *out, uint32_t word, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (unsigned char)(word >> (24 - 8 * i));
	return n;
}

static struct span ascii85(struct arena *a, struct span in, size_t max, enum got *got_r)
{
	struct text t;
	unsigned char out[4];
	uint32_t word = 0;
	unsigned have = 0;
	text_init(&t, a, max);
	*got_r = GOT_ALL;
	for (size_t i = 0; i < in.n && in.p[i] != '~'; i++) {
		unsigned char c = in.p[i];
		if (c == 'z' && have == 0) {
			text_add(&t, SPAN("\0\0\0\0"));
		} else if (c >= '!' && c <= 'u') {
			word = word * 85 + (c - '!');
			if (++have == 5) {
				text_add(&t, span_of(out, put_group(out, word, 4)));
				word = have = 0;
			}
		} else if (!is_blank(c)) {
			*got_r = GOT_SOME;
		}
	}
	if (have > 1) {
		for (unsigned i = have; i < 5; i++)
			word = word * 85 + 84;
		text_add(&t, span_of(out, put_group(out, word, have - 1)));
	}
	if (t.cut)
		*got_r = GOT_LIMIT;
	return text_span(&t);
}

static struct span run_length(
	struct arena *a, struct span in, size_t max, enum got *got_r)
{
	struct text t;
	text_init(&t, a, max);
	while (in.n && in.p[0] != 128 && !t.cut) {
		unsigned char c = in.p[0];
		in = span_skip(in, 1);
		if (c < 128) {
			text_add(&t, span_take(in, c + 1u));
			in = span_skip(in, c + 1u);
		} else if (in.n) {
			for (unsigned i = 0; i < 257u - c; i++)
				text_add_byte(&t, in.p[0]);
			in = span_skip(in, 1);
		}
	}
	*got_r = t.cut ? GOT_LIMIT : GOT_ALL;
	return text_span(&t);
}

/* --- LZW, 7.4.4 --- */

enum { LZW_CLEAR = 256, LZW_END = 257, LZW_FIRST = 258, LZW_CODES = 4096 };

struct lzw {
	struct span in;
	uint32_t bits;
	unsigned have;
	uint16_t prefix[LZW_CODES];
	unsigned char last[LZW_CODES];
	uint16_t length[LZW_CODES];
};

static int lzw_code(struct lzw *z, unsigned width)
{
	while (z->have < width) {
		if (!z->in.n)
			return LZW_END;
		z->bits = z->bits << 8 | z->in.p[0];
		z->in = span_skip(z->in, 1);
		z->have += 8;
	}
	z->have -= width;
	return (int)(z->bits >> z->have & ((1u << width) - 1));
}

/* Writes the string of a code in front of out[n + its length]. */
static size_t lzw_string(const struct lzw *z, unsigned code, unsigned char *out)
{
	size_t n = code < 256 ? 1 : z->length[code];
	for (size_t i = n; i-- > 0; code = z->prefix[code])
		out[i] = code < 256 ? (unsigned char)code : z->last[code];
	return n;
}

static struct span lzw(
	struct arena *a, struct span in, bool early, size_t max, enum got *got_r)
{
	struct lzw *z = arena_new(a, struct lzw);
	unsigned char *string = arena_alloc(a, LZW_CODES + 1);
	unsigned next = LZW_FIRST, width = 9;
	int before = -1;
	struct text t;
	text_init(&t, a, max);
	z->in = in;
	*got_r = GOT_ALL;
	for (int code; (code = lzw_code(z, width)) != LZW_END && !t.cut;) {
		if (code == LZW_CLEAR) {
			next = LZW_FIRST;
			width = 9;
			before = -1;
			continue;
		}
		if (code > 256 && (unsigned)code > next) {
			*got_r = GOT_SOME;
			break;
		}
		bool is_new = code > 256 && (unsigned)code == next;
		if (is_new && before < 0) {
			*got_r = GOT_SOME;
			break;
		}
		size_t n =
			lzw_string(z, is_new ? (unsigned)before : (unsigned)code, string);
		if (is_new)
			string[n++] = string[0];
		text_add(&t, span_of(string, n));
		if (before >= 0 && next < LZW_CODES) {
			z->prefix[next] = (uint16_t)before;
			z->last[next] = string[0];
			z->length[next] =
				(uint16_t)(before < 256 ? 2 : z->length[before] + 1);
			next++;
		}
		before = code;
		unsigned full = next + (early ? 1 : 0);
		width = full >= 2048 ? 12 : full >= 1024 ? 11 : full >= 512 ? 10 : 9;
	}
	if (t.cut)
		*got_r = GOT_LIMIT;
	return text_span(&t);
}

/* --- predictors, 7.4.4.4: only the PNG ones; TIFF's is for pictures --- */

static unsigned char paeth(int left, int up, int corner)
{
	int p = left + up - corner;
	int l = p > left ? p - left : left - p, u = p > up ? p - up : up - p;
	int c = p > corner ? p - corner : corner - p;
	return (unsigned char)(l <= u && l <= c ? left : u <= c ? up : corner);
}

static void undo_row(unsigned char *row, const unsigned char *above, size_t n,
	size_t pixel, unsigned how)
{
	for (size_t i = 0; i < n; i++) {
		int left = i >= pixel ? row[i - pixel] : 0, up = above ? above[i] : 0;
		int corner = above && i >= pixel ? above[i - pixel] : 0;
		int add = how == 1   ? left
			  : how == 2 ? up
			  : how == 3 ? (left + up) / 2
			  : how == 4 ? paeth(left, up, corner)
				     : 0;
		row[i] = (unsigned char)(row[i] + add);
	}
}

static struct span unpredict(struct arena *a, const struct pdf_predict *p, struct span in)
{
	enum { HONEST_MAX = 1 << 20 };
	if (p->colors > HONEST_MAX || p->bits > 32 || p->columns > HONEST_MAX)
		return in;
	uint64_t bits = (uint64_t)(p->colors ? p->colors : 1) * (p->bits ? p->bits : 8);
	uint64_t row = (bits * (p->columns ? p->columns : 1) + 7) / 8;
	size_t pixel = bits < 8 ? 1 : (size_t)(bits / 8);
	if (p->predictor < 10 || in.n == 0 || row > in.n)
		return in;
	unsigned char *out = arena_alloc(a, in.n);
	const unsigned char *above = NULL;
	size_t n = 0;
	while (in.n > 1) {
		unsigned how = in.p[0];
		struct span line = span_take(span_skip(in, 1), (size_t)row);
		memcpy(out + n, line.p, line.n);
		undo_row(out + n, above, line.n, pixel, how);
		above = line.n == row ? out + n : NULL;
		n += line.n;
		in = span_skip(in, 1 + line.n);
	}
	return span_of(out, n);
}

/* --- which one --- */

static bool is_either(struct span name, struct span whole, struct span brief)
{
	return span_equal(name, whole) || span_equal(name, brief);
}

struct span pdf_filter(struct arena *a, struct inflater *z, struct span name,
	const struct pdf_predict *p, struct span in, size_t max, bool keep,
	enum got *got_r)
{
	bool predicted = p->predictor >= 10;
	if (is_either(name, SPAN("FlateDecode"), SPAN("Fl"))) {
		struct span out = inflate_all(
			z, INFLATE_ZLIB, in, max, keep && !predicted, got_r, NULL);
		if (*got_r == GOT_NONE && in.n > 2)
			out = inflate_all(z, INFLATE_RAW, span_skip(in, 2), max,
				keep && !predicted, got_r, NULL);
		return predicted ? unpredict(a, p, out) : out;
	}
	if (is_either(name, SPAN("LZWDecode"), SPAN("LZW")))
		return unpredict(a, p, lzw(a, in, p->early, max, got_r));
	if (is_either(name, SPAN("ASCII85Decode"), SPAN("A85")))
		return ascii85(a, in, max, got_r);
	if (is_either(name, SPAN("ASCIIHexDecode"), SPAN("AHx")))
		return ascii_hex(a, in, max, got_r);
	if (is_either(name, SPAN("RunLengthDecode"), SPAN("RL")))
		return run_length(a, in, max, got_r);
	*got_r = GOT_NONE;
	return SPAN("");
}
