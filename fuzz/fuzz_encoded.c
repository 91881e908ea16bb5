/* Encoded runs and scripts: reading ends, and no more comes out than is allowed. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/encoded.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct span all = span_of(bytes, n), rest = all, script;
	struct encoded_run run;
	struct arena *a = arena_create(1 << 20 | n << 8);
	for (size_t left = n; encoded_next(&rest, 8, &run); left = rest.n) {
		must(rest.n < left && span_inside(all, run.text) && run.text.n >= 8);
		must(encoded_decode(a, &run, 100).n <= 100);
		must(encoded_decode(a, &run, SIZE_MAX).n <= run.text.n);
	}
	encoded_script(a, all, &script);
	must(script.n <= n);
	arena_destroy(&a);
	return 0;
}
