/* Domain names: what is accepted is a name, and stays the same when mapped again. */
#include "base/must.h"
#include "base/utf8.h"
#include "parse/idn.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(16 << 20);
	struct span ascii, again, unicode;
	if (idn_to_ascii(a, span_of(bytes, n), &ascii)) {
		must(ascii.n > 0 && ascii.n <= 253 && !utf8_has_8bit(ascii));
		must(idn_to_ascii(a, ascii, &again) && span_equal(ascii, again));
		idn_to_unicode(a, ascii, &unicode);
		must(utf8_is_valid(unicode));
	}
	idn_to_unicode(a, span_of(bytes, n), &unicode);
	arena_destroy(&a);
	return 0;
}
