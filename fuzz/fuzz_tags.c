/* Tag lists: every pair lies inside the input, and squeezing leaves no white space. */
#include <stdint.h>

#include "base/must.h"
#include "parse/tags.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(64 << 20);
	struct span s = span_of(bytes, n);
	struct tags t;
	tags_parse(a, s, &t);
	for (size_t i = 0; i < t.count; i++) {
		must(span_inside(s, t.list[i].name) && t.list[i].name.n);
		must(span_inside(s, t.list[i].value));
		struct span dense = tags_squeeze(a, t.list[i].value);
		must(dense.n <= t.list[i].value.n);
		must(span_find_byte(dense, ' ') == SPAN_NONE);
	}
	arena_destroy(&a);
	return 0;
}
