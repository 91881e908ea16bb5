/* The dots of a QR code to the text that they spell (ISO/IEC 18004): format word (7.9),
 * mask (7.8), words in zigzag (7.7.3), blocks (7.6), Reed-Solomon over GF(256) with 0x11D
 * (7.5), segments (7.4): digits, letters, bytes, kanji, and the marks of ECI, FNC1 and of
 * several codes that belong together, which are passed over.
 *
 * Left out: Micro QR, model 1, and character sets told by ECI: bytes stay as they are. */
#include "base/text.h"
#include "parse/file/qr.h"
#include "parse/word.h"

enum { VERSIONS = 40, LEVELS = 4, BLOCKS_MAX = 81, BLOCK_BYTES = 256 };

/* Table 9: spare words of a block, and blocks, for levels L, M, Q, H. */
static const unsigned char spare_words[LEVELS][VERSIONS] = {
	{ 7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28,
		28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
		30, 30 },
	{ 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
		26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
		28, 28 },
	{ 13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30,
		28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
		30, 30 },
	{ 17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28,
		30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
		30, 30 },
};
static const unsigned char block_counts[LEVELS][VERSIONS] = {
	{ 1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12,
		12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25 },
	{ 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18,
		20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49 },
	{ 1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25,
		27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68 },
	{ 1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34,
		30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81 },
};

/* --- the field --- */

struct field {
	unsigned char exp[512], log[256];
};

static void field_fill(struct field *f)
{
	unsigned x = 1;
	for (unsigned i = 0; i < 255; i++) {
		f->exp[i] = f->exp[i + 255] = (unsigned char)x;
		f->log[x] = (unsigned char)i;
		x <<= 1;
		if (x & 0x100)
			x ^= 0x11D;
	}
}

static unsigned char times(const struct field *f, unsigned a, unsigned b)
{
	return a && b ? f->exp[f->log[a] + f->log[b]] : 0;
}

static unsigned char over(const struct field *f, unsigned a, unsigned b)
{
	return a ? f->exp[f->log[a] + 255 - f->log[b]] : 0;
}

/* A polynomial's value; p[0] is the constant. */
static unsigned char value_at(
	const struct field *f, const unsigned char *p, unsigned n, unsigned x)
{
	unsigned char sum = 0;
	while (n--)
		sum = times(f, sum, x) ^ p[n];
	return sum;
}

static bool find_syndromes(const struct field *f, const unsigned char *block, unsigned n,
	unsigned spare, unsigned char *s)
{
	bool wrong = false;
	for (unsigned i = 0; i < spare; i++) {
		unsigned char sum = 0;
		for (unsigned k = 0; k < n; k++)
			sum = times(f, sum, f->exp[i]) ^ block[k];
		s[i] = sum;
		wrong |= sum != 0;
	}
	return wrong;
}

/* Berlekamp and Massey: the polynomial whose roots tell where the errors are. */
static unsigned find_locator(const struct field *f, const unsigned char *s,
	unsigned spare, unsigned char c[64])
{
	unsigned char b[64] = { 1 }, old[64];
	unsigned length = 0, m = 1;
	unsigned char last = 1;
	c[0] = 1;
	for (unsigned n = 0; n < spare; n++, m++) {
		unsigned char d = s[n];
		for (unsigned i = 1; i <= length; i++)
			d ^= times(f, c[i], s[n - i]);
		if (!d)
			continue;
		for (unsigned i = 0; i < 64; i++)
			old[i] = c[i];
		unsigned char by = over(f, d, last);
		for (unsigned i = 0; i + m < 64; i++)
			c[i + m] ^= times(f, by, b[i]);
		if (2 * length > n)
			continue;
		length = n + 1 - length;
		for (unsigned i = 0; i < 64; i++)
			b[i] = old[i];
		last = d;
		m = 0;
	}
	return length;
}

/* Mends the block in place; false: too many errors. */
static bool mend(const struct field *f, unsigned char *block, unsigned n, unsigned spare)
{
	unsigned char s[64] = { 0 }, c[64] = { 0 }, omega[64] = { 0 }, slope[64] = { 0 };
	if (!find_syndromes(f, block, n, spare, s))
		return true;
	unsigned length = find_locator(f, s, spare, c), mended = 0;
	if (length > spare / 2)
		return false;
	for (unsigned i = 0; i < spare; i++)
		for (unsigned k = 0; k <= i && k <= length; k++)
			omega[i] ^= times(f, s[i - k], c[k]);
	for (unsigned i = 1; i <= length; i += 2)
		slope[i - 1] = c[i];
	for (unsigned at = 0; at < n; at++) {
		unsigned char x = f->exp[n - 1 - at];
		unsigned char back = over(f, 1, x);
		if (value_at(f, c, length + 1, back))
			continue;
		unsigned char below = value_at(f, slope, length + 1, back);
		if (!below)
			return false;
		block[at] ^= times(f, x, over(f, value_at(f, omega, spare, back), below));
		mended++;
	}
	return mended == length && !find_syndromes(f, block, n, spare, s);
}

/* --- dots --- */

static bool dot(const struct qr_dots *d, unsigned x, unsigned y)
{
	return d->dots[y * d->side + x];
}

/* Annex C: five bits and ten that guard them, the nearest of all 32 words. */
static unsigned guarded(unsigned word)
{
	unsigned rest = word << 10;
	for (unsigned i = 15; i-- > 10;)
		if (rest >> i & 1)
			rest ^= 0x537u << (i - 10);
	return (word << 10 | rest) ^ 0x5412;
}

static unsigned read_format(const struct qr_dots *d, bool second)
{
	unsigned word = 0, last = d->side - 1;
	for (unsigned i = 0; i < 15; i++) {
		unsigned x, y;
		if (second) {
			x = i < 8 ? last - i : 8;
			y = i < 8 ? 8 : last - 14 + i;
		} else {
			x = i < 8 ? 8 : i == 8 ? 7 : 14 - i;
			y = i < 6 ? i : i < 8 ? i + 1 : 8;
		}
		word |= (unsigned)dot(d, x, y) << i;
	}
	return word;
}

/* The five bits, or 32. */
static unsigned find_format(const struct qr_dots *d)
{
	enum { WRONG_MAX = 3 };
	unsigned best = 32, wrong_best = WRONG_MAX + 1;
	for (int second = 0; second < 2; second++) {
		unsigned read = read_format(d, second);
		for (unsigned word = 0; word < 32; word++) {
			unsigned wrong =
				(unsigned)__builtin_popcount(read ^ guarded(word));
			if (wrong < wrong_best) {
				wrong_best = wrong;
				best = word;
			}
		}
	}
	return best;
}

static bool is_masked(unsigned mask, unsigned x, unsigned y)
{
	switch (mask) {
	case 0: return (x + y) % 2 == 0;
	case 1: return y % 2 == 0;
	case 2: return x % 3 == 0;
	case 3: return (x + y) % 3 == 0;
	case 4: return (x / 3 + y / 2) % 2 == 0;
	case 5: return x * y % 2 + x * y % 3 == 0;
	case 6: return (x * y % 2 + x * y % 3) % 2 == 0;
	default: return ((x + y) % 2 + x * y % 3) % 2 == 0;
	}
}

/* Annex E: the lines on which alignment patterns stand. */
static unsigned find_lines(unsigned version, unsigned lines[8])
{
	if (version == 1)
		return 0;
	unsigned count = version / 7 + 2;
	unsigned step =
		version == 32 ? 26 : (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
	lines[0] = 6;
	for (unsigned i = count - 1, at = version * 4 + 10; i > 0; i--, at -= step)
		lines[i] = at;
	return count;
}

struct layout {
	unsigned side, version, count;
	unsigned lines[8];
};

static unsigned apart(unsigned a, unsigned b)
{
	return a > b ? a - b : b - a;
}

static bool is_aligning(const struct layout *l, unsigned x, unsigned y)
{
	for (unsigned i = 0; i < l->count; i++)
		for (unsigned k = 0; k < l->count; k++) {
			bool corner = (i == 0 && (k == 0 || k == l->count - 1)) ||
				      (k == 0 && i == l->count - 1);
			if (!corner && apart(x, l->lines[i]) <= 2 &&
				apart(y, l->lines[k]) <= 2)
				return true;
		}
	return false;
}

static bool is_function(const struct layout *l, unsigned x, unsigned y)
{
	unsigned n = l->side;
	if (x == 6 || y == 6 || (x < 9 && y < 9) || (x < 9 && y >= n - 8) ||
		(y < 9 && x >= n - 8))
		return true;
	if (l->version >= 7 && ((x < 6 && y >= n - 11) || (y < 6 && x >= n - 11)))
		return true;
	return is_aligning(l, x, y);
}

static size_t read_words(const struct qr_dots *d, const struct layout *l, unsigned mask,
	unsigned char *words)
{
	size_t bits = 0;
	bool up = true;
	for (int right = (int)l->side - 1; right > 0; right -= 2, up = !up) {
		if (right == 6)
			right--;
		for (unsigned i = 0; i < l->side; i++)
			for (unsigned k = 0; k < 2; k++) {
				unsigned x = (unsigned)right - k;
				unsigned y = up ? l->side - 1 - i : i;
				if (is_function(l, x, y) || bits / 8 >= QR_BYTES_MAX)
					continue;
				bool bit = dot(d, x, y) != is_masked(mask, x, y);
				words[bits / 8] |= (unsigned char)(bit << (7 - bits % 8));
				bits++;
			}
	}
	return bits / 8;
}

/* --- blocks --- */

/* Words of all blocks in turns to words in order; false: too many errors. */
static bool mend_all(unsigned char *words, size_t n, unsigned version, unsigned level,
	unsigned char *data, size_t *data_n_r)
{
	unsigned count = block_counts[level][version - 1];
	unsigned spare = spare_words[level][version - 1];
	unsigned each = (unsigned)(n / count), longer = (unsigned)(n % count);
	unsigned shorts = count - longer, own = each - spare;
	struct field f = { { 0 } };
	field_fill(&f);
	*data_n_r = 0;
	for (unsigned b = 0; b < count; b++) {
		unsigned char block[BLOCK_BYTES];
		unsigned mine = own + (b >= shorts);
		for (unsigned i = 0; i < mine; i++) {
			unsigned at = i < own ? i * count + b : own * count + b - shorts;
			block[i] = words[at];
		}
		for (unsigned i = 0; i < spare; i++)
			block[mine + i] = words[own * count + longer + i * count + b];
		if (!mend(&f, block, mine + spare, spare))
			return false;
		for (unsigned i = 0; i < mine; i++)
			data[(*data_n_r)++] = block[i];
	}
	return true;
}

/* --- segments --- */

struct bits {
	const unsigned char *p;
	size_t n, at;
};

static size_t bits_left(const struct bits *b)
{
	return b->n * 8 - b->at;
}

static unsigned take(struct bits *b, unsigned count)
{
	unsigned v = 0;
	while (count--) {
		unsigned bit =
			b->at < b->n * 8 ? b->p[b->at / 8] >> (7 - b->at % 8) & 1u : 0;
		v = v << 1 | bit;
		b->at++;
	}
	return v;
}

static void take_digits(struct bits *b, unsigned count, struct text *t)
{
	static const unsigned widths[] = { 0, 4, 7, 10 };
	while (count) {
		unsigned n = count < 3 ? count : 3;
		if (bits_left(b) < widths[n])
			return;
		text_printf(t, "%0*u", (int)n, take(b, widths[n]) % 1000);
		count -= n;
	}
}

static void take_letters(struct bits *b, unsigned count, struct text *t)
{
	static const char set[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
	for (; count >= 2 && bits_left(b) >= 11; count -= 2) {
		unsigned v = take(b, 11);
		text_add_byte(t, (unsigned char)set[v / 45 % 45]);
		text_add_byte(t, (unsigned char)set[v % 45]);
	}
	if (count == 1 && bits_left(b) >= 6)
		text_add_byte(t, (unsigned char)set[take(b, 6) % 45]);
}

static void take_kanji(struct arena *a, struct bits *b, unsigned count, struct text *t)
{
	for (; count && bits_left(b) >= 13; count--) {
		unsigned v = take(b, 13);
		v = (v / 0xC0) << 8 | v % 0xC0;
		v += v < 0x1F00 ? 0x8140 : 0xC140;
		unsigned char pair[2] = { (unsigned char)(v >> 8), (unsigned char)v };
		text_add(
			t, charset_to_utf8(a, SPAN("shift_jis"), span_of(pair, 2), NULL));
	}
}

enum {
	MODE_END,
	MODE_DIGITS,
	MODE_LETTERS,
	MODE_APPEND,
	MODE_BYTES,
	MODE_FNC1,
	MODE_ECI = 7,
	MODE_KANJI,
	MODE_FNC1_SECOND
};

static unsigned count_width(unsigned mode, unsigned version)
{
	static const unsigned char widths[][3] = { [MODE_DIGITS] = { 10, 12, 14 },
		[MODE_LETTERS] = { 9, 11, 13 },
		[MODE_BYTES] = { 8, 16, 16 },
		[MODE_KANJI] = { 8, 10, 12 } };
	return widths[mode][version < 10 ? 0 : version < 27 ? 1 : 2];
}

static void take_mark(struct bits *b, unsigned mode)
{
	if (mode == MODE_APPEND)
		take(b, 16);
	else if (mode == MODE_FNC1_SECOND)
		take(b, 8);
	else if (mode == MODE_ECI) {
		unsigned first = take(b, 8);
		take(b, first < 0x80 ? 0 : first < 0xC0 ? 8 : 16);
	}
}

/* False at the end. */
static bool take_segment(
	struct arena *a, struct bits *b, unsigned version, struct text *t)
{
	unsigned mode = bits_left(b) >= 4 ? take(b, 4) : MODE_END;
	unsigned count;
	switch (mode) {
	case MODE_DIGITS:
		count = take(b, count_width(mode, version));
		take_digits(b, count, t);
		return true;
	case MODE_LETTERS:
		count = take(b, count_width(mode, version));
		take_letters(b, count, t);
		return true;
	case MODE_BYTES:
		count = take(b, count_width(mode, version));
		for (; count && bits_left(b) >= 8; count--)
			text_add_byte(t, (unsigned char)take(b, 8));
		return true;
	case MODE_KANJI:
		count = take(b, count_width(mode, version));
		take_kanji(a, b, count, t);
		return true;
	case MODE_APPEND:
	case MODE_FNC1:
	case MODE_FNC1_SECOND:
	case MODE_ECI: take_mark(b, mode); return true;
	default: return false;
	}
}

enum got qr_decode(struct arena *a, const struct qr_dots *dots, struct span *text_r)
{
	static const unsigned char levels[] = { 1, 0, 3, 2 }; /* M L H Q */
	unsigned char words[QR_BYTES_MAX] = { 0 }, data[QR_BYTES_MAX];
	struct layout l = { .side = dots->side };
	size_t data_n;
	if (dots->side < 21 || dots->side > QR_SIDE_MAX || dots->side % 4 != 1)
		return GOT_NONE;
	unsigned format = find_format(dots);
	if (format >= 32)
		return GOT_NONE;
	l.version = (l.side - 17) / 4;
	l.count = find_lines(l.version, l.lines);
	size_t n = read_words(dots, &l, format & 7, words);
	if (!mend_all(words, n, l.version, levels[format >> 3], data, &data_n))
		return GOT_SOME;
	struct text t;
	struct bits b = { data, data_n, 0 };
	text_init(&t, a, 8192);
	while (bits_left(&b) >= 4 && take_segment(a, &b, l.version, &t))
		;
	*text_r = arena_copy(a, text_span(&t));
	return GOT_ALL;
}
