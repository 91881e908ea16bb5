/* Any bytes as a name: its fold is bounded, fit to be kept, and the same for the same words
 * the other way round. */
#include <stdint.h>

#include "base/must.h"
#include "base/utf8.h"
#include "core/people.h"
#include "parse/fold.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static bool is_plain(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_is_alpha(s.p[i]) && s.p[i] != ' ')
			return false;
	return s.n < 150 && span_find_nocase(s, SPAN("via")) == SPAN_NONE;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(64 << 20);
	struct span name = span_of(bytes, n), fold = fold_name(a, name);
	must(fold.n <= 6 * 400 && people_text_is_fit(fold));
	must(span_equal(fold, fold_name(a, name)));
	if (is_plain(name)) {
		struct span rest = name, first = span_split(&rest, ' ');
		const char *turned =
			arena_printf(a, "%.*s, %.*s", SPAN_ARG(rest), SPAN_ARG(first));
		if (rest.p)
			must(span_equal(fold, fold_name(a, span_from_cstr(turned))));
	}
	arena_destroy(&a);
	return 0;
}
