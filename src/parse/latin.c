/* Any script in Latin letters (latin.h). */
#include "parse/latin.h"

#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "base/utf8.h"

enum { UNITS_MAX = 4 * LATIN_BYTES_MAX };

/* Kept for the life of the thread: opening one reads tables for some milliseconds. */
static UTransliterator *transliterator(void)
{
	static _Thread_local UTransliterator *kept;
	static const UChar rules[] = u"Russian-Latin/BGN; Any-Latin; Latin-ASCII; Lower";
	UErrorCode error = U_ZERO_ERROR;
	if (!kept)
		kept = utrans_openU(rules, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
	return kept;
}

struct span latin_of(struct arena *a, struct span text)
{
	UErrorCode error = U_ZERO_ERROR;
	text = span_take(text, LATIN_BYTES_MAX);
	if (!utf8_has_8bit(text))
		return arena_lower(a, text);
	UChar *units = arena_array(a, UNITS_MAX, sizeof(*units));
	int32_t count = 0, limit;
	u_strFromUTF8WithSub(units, UNITS_MAX, &count, (const char *)text.p,
		(int32_t)text.n, 0xFFFD, NULL, &error);
	limit = count;
	if (U_FAILURE(error) || !transliterator())
		return arena_lower(a, text);
	utrans_transUChars(transliterator(), units, &count, UNITS_MAX, 0, &limit, &error);
	if (U_FAILURE(error))
		return arena_lower(a, text);
	char *out = arena_alloc(a, 3 * (size_t)count + 1);
	int32_t n = 0;
	u_strToUTF8(out, 3 * count + 1, &n, units, count, &error);
	return U_FAILURE(error) ? arena_lower(a, text) : span_of(out, (size_t)n);
}
