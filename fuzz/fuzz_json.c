/* JSON as editors read it: reading ends, moves on, and what is read lies inside. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct span all = span_of(bytes, n);
	struct json j = json_of(all);
	struct json_item item;
	struct arena *a = arena_create(1 << 20 | n << 6);
	for (size_t left = n + 1; json_next(&j, &item); left = j.rest.n) {
		must(j.rest.n < left && j.depth <= JSON_DEPTH_MAX);
		must(item.key.n == 0 || span_inside(all, item.key));
		if (item.kind == JSON_STRING)
			must(json_text(a, item.text).n <= item.text.n);
	}
	arena_destroy(&a);
	return 0;
}
