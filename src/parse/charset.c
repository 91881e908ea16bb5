/* Charsets to UTF-8 (the second half of parse/word.h). What nearly all mail is written in
 * - ASCII, UTF-8, windows-1252 - is converted here; the rest by ICU.
 *
 * Labels are read as browsers read them (WHATWG Encoding Standard), because that is what
 * people see: iso-8859-1 and us-ascii mean windows-1252, gb2312 means gb18030, and so on.
 *
 * The worker may not open files: ICU is told to use its own library's data only, and is
 * asked only for names that its alias table knows, because it would look for a file of
 * any other name. Converters are kept by the process; they are memory only, so a child
 * that is forked has good copies. */
#include <stdint.h>
#include <unicode/ucnv.h>
#include <unicode/udata.h>

#include "base/utf8.h"
#include "parse/word.h"

enum { NAME_MAX_BYTES = 60, OPEN_MAX = 4, UNITS = 1024 };

enum kind { KIND_ICU, KIND_UTF8, KIND_1252 };

static const struct label {
	const char *label;
	enum kind kind;
	const char *icu; /* the name to ask ICU for */
} LABELS[] = {
	{ "ansi_x3.4-1968", KIND_1252, NULL },
	{ "ascii", KIND_1252, NULL },
	{ "big5", KIND_ICU, "windows-950" },
	{ "cp1252", KIND_1252, NULL },
	{ "cp932", KIND_ICU, "windows-31j" },
	{ "cp936", KIND_ICU, "gb18030" },
	{ "cp949", KIND_ICU, "windows-949" },
	{ "euc-kr", KIND_ICU, "windows-949" },
	{ "gb2312", KIND_ICU, "gb18030" },
	{ "gb_2312-80", KIND_ICU, "gb18030" },
	{ "gbk", KIND_ICU, "gb18030" },
	{ "iso-8859-1", KIND_1252, NULL },
	{ "iso-8859-11", KIND_ICU, "windows-874" },
	{ "iso-8859-8-i", KIND_ICU, "iso-8859-8" },
	{ "iso-8859-9", KIND_ICU, "windows-1254" },
	{ "iso8859-1", KIND_1252, NULL },
	{ "iso_8859-1", KIND_1252, NULL },
	{ "ks_c_5601-1987", KIND_ICU, "windows-949" },
	{ "latin1", KIND_1252, NULL },
	{ "shift-jis", KIND_ICU, "windows-31j" },
	{ "shift_jis", KIND_ICU, "windows-31j" },
	{ "tis-620", KIND_ICU, "windows-874" },
	{ "unicode-1-1-utf-7", KIND_ICU, "utf-7" },
	{ "us-ascii", KIND_1252, NULL },
	{ "utf-8", KIND_UTF8, NULL },
	{ "utf8", KIND_UTF8, NULL },
	{ "windows-1252", KIND_1252, NULL },
	{ "x-gbk", KIND_ICU, "gb18030" },
	{ "x-sjis", KIND_ICU, "windows-31j" },
};

/* windows-1252 of 0x80 to 0x9F, as in the WHATWG index. */
static const uint16_t CP1252[32] = { 0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020,
	0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018,
	0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
	0x0153, 0x9D, 0x017E, 0x0178 };

static struct span from_1252(struct arena *a, struct span s)
{
	struct text t;
	if (!utf8_has_8bit(s))
		return s;
	text_init(&t, a, SIZE_MAX / 2);
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = s.p[i];
		utf8_add(&t, c >= 0x80 && c < 0xA0 ? CP1252[c - 0x80] : c);
	}
	return text_span(&t);
}

static struct span from_utf8(struct arena *a, struct span s)
{
	struct text t;
	if (utf8_is_valid(s))
		return s;
	text_init(&t, a, SIZE_MAX / 2);
	while (s.n) {
		uint32_t c;
		utf8_next(&s, &c);
		utf8_add(&t, c);
	}
	return text_span(&t);
}

static struct span from_unknown(struct arena *a, struct span s)
{
	struct text t;
	if (!utf8_has_8bit(s))
		return s;
	text_init(&t, a, SIZE_MAX / 2);
	for (size_t i = 0; i < s.n; i++)
		utf8_add(&t, s.p[i] < 0x80 ? s.p[i] : UTF8_REPLACEMENT);
	return text_span(&t);
}

struct kept {
	char name[NAME_MAX_BYTES + 1];
	UConverter *converter;
};

/* The converter of that ICU name, or NULL. It belongs to the process. */
static UConverter *open_converter(const char *name)
{
	static struct kept kept[OPEN_MAX];
	static unsigned oldest;
	static bool started;
	UErrorCode status = U_ZERO_ERROR;
	for (unsigned i = 0; i < OPEN_MAX; i++)
		if (kept[i].converter && strcmp(kept[i].name, name) == 0)
			return kept[i].converter;
	if (!started)
		udata_setFileAccess(UDATA_NO_FILES, &status);
	started = true;
	status = U_ZERO_ERROR;
	if (ucnv_countAliases(name, &status) == 0 || U_FAILURE(status))
		return NULL;
	UConverter *c = ucnv_open(name, &status);
	if (U_FAILURE(status))
		return NULL;
	struct kept *slot = &kept[oldest++ % OPEN_MAX];
	ucnv_close(slot->converter);
	slot->converter = c;
	memcpy(slot->name, name, strlen(name) + 1);
	return c;
}

/* UTF-16 to UTF-8; `*high` keeps half a pair from one piece to the next. ICU writes U+001A
 * where it met bytes without a meaning in some charsets, U+FFFD in others. */
static void add_units(struct text *t, const UChar *units, size_t n, UChar *high)
{
	for (size_t i = 0; i < n; i++) {
		UChar u = units[i];
		if (*high && U16_IS_TRAIL(u)) {
			utf8_add(t, (uint32_t)U16_GET_SUPPLEMENTARY(*high, u));
			*high = 0;
			continue;
		}
		if (*high)
			utf8_add(t, UTF8_REPLACEMENT);
		*high = U16_IS_LEAD(u) ? u : 0;
		if (!*high)
			utf8_add(t, u == 0x1A ? UTF8_REPLACEMENT : u);
	}
}

static struct span from_icu(struct arena *a, UConverter *c, struct span s)
{
	struct text t;
	UChar units[UNITS], high = 0;
	UErrorCode status;
	const char *from = (const char *)s.p, *end = from + s.n;
	text_init(&t, a, SIZE_MAX / 2);
	ucnv_resetToUnicode(c);
	do {
		UChar *to = units;
		status = U_ZERO_ERROR;
		ucnv_toUnicode(c, &to, units + UNITS, &from, end, NULL, 1, &status);
		add_units(&t, units, (size_t)(to - units), &high);
	} while (status == U_BUFFER_OVERFLOW_ERROR);
	if (high)
		utf8_add(&t, UTF8_REPLACEMENT);
	return text_span(&t);
}

/* Commas begin ICU's own options; a name with anything odd in it is nobody's charset. */
static bool read_name(struct span charset, char *name)
{
	charset = span_trim(charset);
	if (charset.n == 0 || charset.n > NAME_MAX_BYTES)
		return false;
	for (size_t i = 0; i < charset.n; i++) {
		unsigned char c = charset.p[i];
		if (!ascii_is_alnum(c) && !memchr("-_.:()+", c, 7))
			return false;
		name[i] = (char)ascii_lower(c);
	}
	name[charset.n] = '\0';
	return true;
}

static const struct label *find_label(const char *name)
{
	for (size_t i = 0; i < sizeof(LABELS) / sizeof(LABELS[0]); i++)
		if (strcmp(LABELS[i].label, name) == 0)
			return &LABELS[i];
	return NULL;
}

struct span charset_to_utf8(
	struct arena *a, struct span charset, struct span s, bool *known_r)
{
	char name[NAME_MAX_BYTES + 1];
	bool known = read_name(charset, name);
	const struct label *label = known ? find_label(name) : NULL;
	enum kind kind = label ? label->kind : KIND_ICU;
	UConverter *c = NULL;
	if (known && kind == KIND_ICU)
		c = open_converter(label ? label->icu : name);
	known = known && (kind != KIND_ICU || c);
	if (known_r)
		*known_r = known;
	if (s.n == 0)
		return s;
	if (!known)
		return from_unknown(a, s);
	if (kind == KIND_UTF8)
		return from_utf8(a, s);
	return kind == KIND_1252 ? from_1252(a, s) : from_icu(a, c, s);
}
