/* What libarchive asks the C library about character sets, answered here: the C library's
 * own answer needs files, which the worker does not have (asking for them would end it). The
 * system's set is UTF-8, and other sets are turned into it by ICU.
 *
 * These stand in front of the C library's functions of the same name. */
#include <errno.h>
#include <iconv.h>
#include <langinfo.h>
#include <stdint.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/utf8.h>
#include <wchar.h>

#include "base/utf8.h"

char *nl_langinfo(nl_item item)
{
	static char utf8[] = "UTF-8", none[] = "";
	return item == CODESET ? utf8 : none;
}

iconv_t iconv_open(const char *to, const char *from)
{
	UErrorCode err = U_ZERO_ERROR;
	UConverter *c = strcmp(to, "UTF-8") == 0 ? ucnv_open(from, &err) : NULL;
	if (c && U_SUCCESS(err))
		return c;
	errno = EINVAL;
	return (iconv_t)-1;
}

/* All of the input or nothing: callers ask again with more room. */
size_t iconv(iconv_t cd, char **in, size_t *in_left, char **out, size_t *out_left)
{
	enum { PIVOT = 256 };
	UChar pivot[PIVOT], *pivot_from = pivot, *pivot_to = pivot;
	UErrorCode err = U_ZERO_ERROR;
	if (!in || !*in)
		return 0;
	UConverter *utf8 = ucnv_open("UTF-8", &err);
	if (U_FAILURE(err)) {
		errno = EINVAL;
		return (size_t)-1;
	}
	const char *source = *in;
	char *target = *out;
	ucnv_convertEx(utf8, cd, &target, *out + *out_left, &source, *in + *in_left,
		pivot, &pivot_from, &pivot_to, pivot + PIVOT, true, true, &err);
	ucnv_close(utf8);
	if (U_FAILURE(err)) {
		errno = err == U_BUFFER_OVERFLOW_ERROR ? E2BIG : EILSEQ;
		return (size_t)-1;
	}
	*in_left = 0;
	*in += source - *in;
	*out_left -= (size_t)(target - *out);
	*out = target;
	return 0;
}

int iconv_close(iconv_t cd)
{
	ucnv_close(cd);
	return 0;
}

/* --- wide characters: code points --- */

size_t mbrtowc(wchar_t *wide_r, const char *s, size_t n, mbstate_t *state)
{
	uint32_t c;
	(void)state;
	if (!s)
		return 0;
	if (n == 0)
		return (size_t)-2;
	struct span rest = span_of(s, n < 4 ? n : 4);
	size_t before = rest.n;
	if (!utf8_next(&rest, &c)) {
		errno = EILSEQ;
		return (size_t)-1;
	}
	if (wide_r)
		*wide_r = (wchar_t)c;
	return c ? before - rest.n : 0;
}

size_t wcrtomb(char *out, wchar_t wide, mbstate_t *state)
{
	uint32_t c = (uint32_t)wide;
	(void)state;
	if (!out)
		return 1;
	if (c > 0x10FFFF || c >> 11 == 0x1B) {
		errno = EILSEQ;
		return (size_t)-1;
	}
	int32_t n = 0;
	U8_APPEND_UNSAFE(out, n, (UChar32)c);
	return (size_t)n;
}
