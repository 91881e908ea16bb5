/* Domain names to lower-case A-labels and back, over libidn2 (RFC 5890 to 5894; UTS 46,
 * nontransitional, as browsers and RFC 8616 have it).
 *
 * What a name may be is checked here, before and behind the library: mapping turns other
 * dots into dots (U+3002) and some code points into spaces, so that a clean name can come
 * out broken. Plain ASCII, nearly all of the mail there is, never reaches the library, and
 * "xn--" labels in it are compared as they stand.
 *
 * The library allocates with malloc, and filling an arena may jump out of the function: so
 * its result goes through a buffer on the stack and is freed before anything is handed
 * out. Left out: STD3 rules, for "_dmarc" and friends are names in DNS. */
#include "parse/idn.h"

#include <idn2.h>

#include "base/text.h"
#include "base/utf8.h"

enum {
	NAME_MAX_OCTETS = 253, /* RFC 1035 section 2.3.4, as dotted text */
	LABEL_MAX_OCTETS = 63,
	INPUT_MAX_OCTETS =
		1024, /* 253 characters of UTF-8, and some that mapping drops */
};

/* True for a name in the form in which it is asked: visible ASCII in sound labels. */
static bool is_ascii_name(struct span name)
{
	if (name.n == 0 || name.n > NAME_MAX_OCTETS)
		return false;
	size_t label = 0;
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = name.p[i];
		if (c <= ' ' || c >= 0x7F)
			return false;
		if (c == '.' && label == 0)
			return false;
		label = c == '.' ? 0 : label + 1;
		if (label > LABEL_MAX_OCTETS)
			return false;
	}
	return label > 0;
}

/* The library's answer in `buffer`, which is `n` large; false when it has none or one that
 * does not fit. */
static bool take(int status, char *answer, char *buffer, size_t n, size_t *len_r)
{
	bool good = status == IDN2_OK && answer && strlen(answer) < n;
	if (good) {
		*len_r = strlen(answer);
		memcpy(buffer, answer, *len_r + 1);
	}
	idn2_free(answer);
	return good;
}

static bool map(struct span name, char *buffer, size_t n, size_t *len_r)
{
	char in[INPUT_MAX_OCTETS + 1];
	uint8_t *out = NULL;
	if (name.n > INPUT_MAX_OCTETS || span_find_byte(name, '\0') != SPAN_NONE ||
		!utf8_is_valid(name))
		return false;
	memcpy(in, name.p, name.n);
	in[name.n] = '\0';
	int status = idn2_lookup_u8(
		(const uint8_t *)in, &out, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
	return take(status, (char *)out, buffer, n, len_r);
}

bool idn_to_ascii(struct arena *a, struct span domain, struct span *ascii_r)
{
	char buffer[NAME_MAX_OCTETS + 2]; /* a final dot, and the NUL */
	struct span name = span_without_final_dot(domain);
	*ascii_r = span_of(NULL, 0);
	if (utf8_has_8bit(name)) {
		size_t len = 0;
		if (!map(name, buffer, sizeof(buffer), &len))
			return false;
		name = span_without_final_dot(span_of(buffer, len));
		if (!is_ascii_name(name))
			return false;
		*ascii_r = arena_lower(a, arena_copy(a, name));
		return true;
	}
	if (!is_ascii_name(name))
		return false;
	*ascii_r = arena_lower(a, name);
	return true;
}

/* A label as UTF-8. The library decodes without judging what comes out, so the way back
 * must lead to the same label. */
static bool decode(struct span label, char *out, size_t n, size_t *len_r)
{
	char in[LABEL_MAX_OCTETS + 1], back[LABEL_MAX_OCTETS + 2];
	char *answer = NULL;
	size_t len = 0;
	if (label.n > LABEL_MAX_OCTETS || !is_ascii_name(label))
		return false;
	memcpy(in, label.p, label.n);
	in[label.n] = '\0';
	int status = idn2_to_unicode_8z8z(in, &answer, IDN2_NONTRANSITIONAL);
	return take(status, answer, out, n, len_r) &&
	       map(span_of(out, *len_r), back, sizeof(back), &len) &&
	       span_equal_nocase(span_of(back, len), label);
}

/* Appends the label, decoded where it is an A-label; false when it stays as it is. */
static bool add_label(struct text *t, struct span label)
{
	char out[LABEL_MAX_OCTETS * 4 + 1];
	size_t len = 0;
	bool encoded = span_starts_with_nocase(label, SPAN("xn--"));
	bool good = encoded && decode(label, out, sizeof(out), &len);
	text_add(t, good ? span_of(out, len) : label);
	return good || !encoded;
}

bool idn_to_unicode(struct arena *a, struct span domain, struct span *unicode_r)
{
	struct text t;
	bool good = true;
	*unicode_r = domain;
	if (span_find_nocase(domain, SPAN("xn--")) == SPAN_NONE)
		return true;
	if (domain.n > INPUT_MAX_OCTETS)
		return false;
	text_init(&t, a, domain.n * 4);
	for (struct span rest = domain; rest.p;) {
		if (!add_label(&t, span_split(&rest, '.')))
			good = false;
		if (rest.p)
			text_add_byte(&t, '.');
	}
	*unicode_r = text_span(&t);
	return good;
}

bool idn_is_plain(struct span ascii)
{
	for (size_t i = 0; i < ascii.n; i++)
		if (!ascii_is_alnum(ascii.p[i]) && !memchr("-_.", ascii.p[i], 3))
			return false;
	return true;
}
