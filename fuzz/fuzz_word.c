/* Encoded words and charsets: whatever comes in, UTF-8 goes out. The first line is the
 * charset of the rest. */
#include <stdint.h>

#include "base/must.h"
#include "base/utf8.h"
#include "parse/word.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(256 << 20);
	struct span s = span_of(bytes, n), rest = s;
	struct span charset = span_line(&rest);
	bool encoded, known;
	struct span out = word_decode(a, s, &encoded);
	must(utf8_is_valid(out));
	must(!encoded || word_is_in(s));
	must(word_length(s) <= n);
	must(utf8_is_valid(charset_to_utf8(a, charset, rest, &known)));
	arena_destroy(&a);
	return 0;
}
