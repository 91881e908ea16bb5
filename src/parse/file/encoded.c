/* Bytes that program text carries as text: base64 (RFC 4648), hexadecimal, lists of numbers,
 * and the form of Microsoft's Script Encoder (.vbe, .jse; screnc.exe), which replaces each
 * ASCII byte by one of three alphabets in a fixed order of 64 turns. That form has no
 * published specification; the tables are what the encoder itself does.
 *
 * Left out: what a program would have to be run for (its own alphabets, exclusive or). */
#include "parse/file/encoded.h"

#include "base/codec.h"
#include "base/num.h"
#include "base/text.h"

/* --- runs --- */

static bool is_base64(unsigned char c)
{
	return ascii_is_alnum(c) || c == '+' || c == '/' || c == '=';
}

static size_t blanks(struct span s, size_t at)
{
	while (at < s.n && ascii_is_space(s.p[at]))
		at++;
	return at;
}

/* Where the next piece of a string begins, when a joint stands at `at`: a quote, a plus, an
 * ampersand or a comma, a quote; a backslash or an underscore at the end of a line; a line
 * end. Else `at`. */
static size_t behind_joint(struct span s, size_t at)
{
	size_t i = at;
	unsigned char mark = i < s.n ? s.p[i] : 0;
	if (mark == '\\' || ascii_is_space(mark)) {
		i = blanks(s, i + (mark == '\\'));
		return i > at + (mark == '\\') && i < s.n && i - at < 200 &&
				       is_base64(s.p[i])
			       ? i
			       : at;
	}
	if (mark != '"' && mark != '\'' && mark != '`')
		return at;
	i = blanks(s, i + 1);
	if (i >= s.n || (s.p[i] != '+' && s.p[i] != '&' && s.p[i] != ','))
		return at;
	i = blanks(s, i + 1);
	if (i < s.n && s.p[i] == '_')
		i = blanks(s, i + 1);
	return i < s.n && s.p[i] == mark && i - at < 200 ? i + 1 : at;
}

/* A line of a text may end anywhere, so blanks join only long pieces. */
static size_t base64_run(struct span s, size_t at)
{
	enum { LINE_MIN = 40 };
	size_t piece = at;
	for (size_t i = at;;) {
		while (i < s.n && is_base64(s.p[i]))
			i++;
		size_t next = behind_joint(s, i);
		bool is_short = i < s.n && ascii_is_space(s.p[i]) && i - piece < LINE_MIN;
		if (next == i || is_short || i == piece)
			return i;
		piece = i = next;
	}
}

static bool is_hex(struct span s)
{
	size_t digits = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (num_hex_digit(s.p[i]) >= 0)
			digits++;
		else if (is_base64(s.p[i]) && s.p[i] != '+')
			return false;
	}
	return digits % 2 == 0;
}

static size_t codes_run(struct span s, size_t at)
{
	size_t end = at, i = at;
	while (i < s.n && ascii_is_digit(s.p[i])) {
		unsigned value = 0, digits = 0;
		while (i < s.n && ascii_is_digit(s.p[i]) && digits++ < 4)
			value = value * 10 + (unsigned)(s.p[i++] - '0');
		if (value > 255 || digits > 3)
			break;
		end = i;
		i = blanks(s, i);
		if (i >= s.n || s.p[i] != ',')
			break;
		i = blanks(s, i + 1);
	}
	return end;
}

bool encoded_next(struct span *rest, size_t min, struct encoded_run *run_r)
{
	struct span s = *rest;
	for (size_t i = 0; i < s.n;) {
		if (!is_base64(s.p[i])) {
			i++;
			continue;
		}
		size_t codes = ascii_is_digit(s.p[i]) ? codes_run(s, i) : i;
		size_t end = base64_run(s, i);
		bool is_list = codes > end;
		end = is_list ? codes : end;
		if (end - i >= min) {
			run_r->text = span_take(span_skip(s, i), end - i);
			run_r->kind = is_list		    ? ENCODED_CODES
				      : is_hex(run_r->text) ? ENCODED_HEX
							    : ENCODED_BASE64;
			*rest = span_skip(s, end);
			return true;
		}
		i = end;
	}
	*rest = span_skip(s, s.n);
	return false;
}

/* Without its joints, whose plus is a letter of base64. */
static struct span joined(struct arena *a, struct span s, size_t max)
{
	unsigned char *out = arena_alloc(a, s.n < max ? s.n : max);
	size_t n = 0;
	for (size_t i = 0; i < s.n && n < max;) {
		if (is_base64(s.p[i])) {
			out[n++] = s.p[i++];
			continue;
		}
		size_t next = behind_joint(s, i);
		i = next > i ? next : i + 1;
	}
	return span_of(out, n);
}

static struct span hex_bytes(struct arena *a, struct span s)
{
	unsigned char *out = arena_alloc(a, s.n / 2);
	size_t n = 0;
	int high = -1;
	for (size_t i = 0; i < s.n; i++) {
		int digit = num_hex_digit(s.p[i]);
		if (digit < 0)
			continue;
		if (high >= 0)
			out[n++] = (unsigned char)(high << 4 | digit);
		high = high < 0 ? digit : -1;
	}
	return span_of(out, n);
}

static struct span code_bytes(struct arena *a, struct span s, size_t max)
{
	unsigned char *out = arena_alloc(a, s.n / 2 + 1 < max ? s.n / 2 + 1 : max);
	size_t n = 0;
	for (size_t i = 0; i < s.n && n < max;) {
		unsigned value = 0;
		if (!ascii_is_digit(s.p[i])) {
			i++;
			continue;
		}
		while (i < s.n && ascii_is_digit(s.p[i]))
			value = (value * 10 + (unsigned)(s.p[i++] - '0')) & 0xFF;
		out[n++] = (unsigned char)value;
	}
	return span_of(out, n);
}

struct span encoded_decode(struct arena *a, const struct encoded_run *run, size_t max)
{
	struct span text = run->text;
	if (run->kind == ENCODED_CODES)
		return code_bytes(a, text, max);
	size_t wanted = max < SIZE_MAX / 2 ? max * 2 + 4 : SIZE_MAX;
	text = joined(a, text, wanted);
	struct span out = run->kind == ENCODED_HEX ? hex_bytes(a, text)
						   : base64_decode(a, text, NULL);
	return span_take(out, max);
}

/* --- the script encoder --- */

/* What 0x20 to 0x7F mean in each of the three alphabets. */
static const unsigned char meaning[3][96] = {
	{ 0x2E, 0x47, 0x7A, 0x56, 0x42, 0x6A, 0x2F, 0x26, 0x49, 0x41, 0x34, 0x32, 0x5B,
		0x76, 0x72, 0x43, 0x38, 0x39, 0x70, 0x45, 0x68, 0x71, 0x4F, 0x09, 0x62,
		0x44, 0x23, 0x75, 0x4A, 0x7E, 0x4A, 0x5E, 0x40, 0x77, 0x4A, 0x61, 0x5D,
		0x22, 0x4B, 0x6F, 0x4E, 0x3B, 0x4C, 0x50, 0x67, 0x2A, 0x7D, 0x74, 0x54,
		0x2B, 0x2D, 0x2C, 0x30, 0x6E, 0x6B, 0x66, 0x35, 0x25, 0x21, 0x64, 0x4D,
		0x52, 0x63, 0x3F, 0x7B, 0x78, 0x29, 0x28, 0x73, 0x59, 0x33, 0x7F, 0x6D,
		0x55, 0x53, 0x7C, 0x3A, 0x5F, 0x65, 0x46, 0x58, 0x31, 0x69, 0x6C, 0x5A,
		0x48, 0x27, 0x5C, 0x3D, 0x24, 0x79, 0x37, 0x60, 0x51, 0x20, 0x36 },
	{ 0x2D, 0x75, 0x52, 0x60, 0x71, 0x5E, 0x49, 0x5C, 0x62, 0x7D, 0x29, 0x36, 0x20,
		0x7C, 0x7A, 0x7F, 0x6B, 0x63, 0x33, 0x2B, 0x68, 0x51, 0x66, 0x76, 0x31,
		0x64, 0x54, 0x43, 0x4C, 0x3A, 0x4C, 0x7E, 0x4C, 0x45, 0x2C, 0x2A, 0x74,
		0x27, 0x37, 0x44, 0x79, 0x59, 0x2F, 0x6F, 0x26, 0x72, 0x6A, 0x39, 0x7B,
		0x3F, 0x38, 0x77, 0x67, 0x53, 0x47, 0x34, 0x78, 0x5D, 0x30, 0x23, 0x5A,
		0x5B, 0x6C, 0x48, 0x55, 0x70, 0x69, 0x2E, 0x4C, 0x21, 0x24, 0x4E, 0x50,
		0x09, 0x56, 0x73, 0x35, 0x61, 0x4B, 0x58, 0x3B, 0x57, 0x22, 0x6D, 0x4D,
		0x25, 0x28, 0x46, 0x4A, 0x32, 0x41, 0x3D, 0x5F, 0x4F, 0x42, 0x65 },
	{ 0x32, 0x30, 0x21, 0x29, 0x5B, 0x38, 0x33, 0x3D, 0x58, 0x3A, 0x35, 0x65, 0x39,
		0x5C, 0x56, 0x73, 0x66, 0x4E, 0x45, 0x6B, 0x62, 0x59, 0x78, 0x5E, 0x7D,
		0x4A, 0x6D, 0x71, 0x41, 0x60, 0x41, 0x53, 0x40, 0x42, 0x27, 0x48, 0x72,
		0x75, 0x31, 0x37, 0x4D, 0x52, 0x22, 0x54, 0x6A, 0x47, 0x64, 0x2D, 0x20,
		0x7F, 0x2E, 0x4C, 0x5D, 0x7E, 0x6C, 0x6F, 0x79, 0x74, 0x43, 0x26, 0x76,
		0x25, 0x24, 0x2B, 0x28, 0x23, 0x41, 0x34, 0x09, 0x2A, 0x44, 0x3F, 0x77,
		0x3B, 0x55, 0x69, 0x61, 0x63, 0x50, 0x67, 0x51, 0x49, 0x4F, 0x46, 0x68,
		0x7C, 0x36, 0x70, 0x6E, 0x7A, 0x2F, 0x5F, 0x4B, 0x5A, 0x2C, 0x57 }
};

/* Which of them a byte is read by, in turn. */
static const char turns[] =
	"0120121221210212021200122102122100212120200120210212001220012021";

static unsigned char byte_meant(unsigned char c, size_t turn)
{
	static const unsigned char tab[3] = { 0x57, 0x6E, 0x7B };
	unsigned alphabet = (unsigned)(turns[turn % 64] - '0');
	if (c == '\t')
		return tab[alphabet];
	if (c < ' ' || c >= 0x80 || c == '<' || c == '>' || c == '@')
		return c;
	return meaning[alphabet][c - ' '];
}

static unsigned char escaped(unsigned char c)
{
	switch (c) {
	case '&': return '\n';
	case '#': return '\r';
	case '*': return '>';
	case '!': return '<';
	case '$': return '@';
	default: return 0;
	}
}

static void add_piece(struct text *t, struct span s)
{
	size_t turn = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char plain = 0, c = s.p[i];
		if (c == '@' && i + 1 < s.n)
			plain = escaped(s.p[i + 1]);
		if (plain)
			i++;
		text_add_byte(t, plain ? plain : byte_meant(c, turn));
		turn += c < 0x80;
	}
}

enum got encoded_script(struct arena *a, struct span s, struct span *script_r)
{
	enum { HEAD_BYTES = 12, TAIL_BYTES = 8 }; /* "#@~^AAAAAA==", "AAAAAA==" */
	enum got got = GOT_NONE;
	struct text t;
	text_init(&t, a, s.n);
	for (;;) {
		size_t at = span_find(s, SPAN("#@~^"));
		if (at == SPAN_NONE)
			break;
		got = got == GOT_NONE ? GOT_ALL : got;
		text_add(&t, span_take(s, at));
		s = span_skip(s, at + HEAD_BYTES);
		size_t end = span_find(s, SPAN("^#~@"));
		if (end == SPAN_NONE) {
			add_piece(&t, s);
			s = SPAN("");
			got = GOT_SOME;
			break;
		}
		struct span piece = span_take(s, end);
		if (piece.n >= TAIL_BYTES)
			piece.n -= TAIL_BYTES;
		add_piece(&t, piece);
		s = span_skip(s, end + 4);
	}
	text_add(&t, s);
	*script_r = text_span(&t);
	return got;
}
