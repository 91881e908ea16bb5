/* Calendar files: reading ends, goes forward, and what is read is bounded. */
#include <stdint.h>

#include "base/must.h"
#include "parse/ics.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct span rest = span_of(bytes, n);
	struct ics_property p;
	struct arena *a = arena_create(16 << 20 | n << 8);
	for (size_t left = rest.n; ics_next(a, &rest, &p); left = rest.n) {
		must(rest.n < left && rest.p + rest.n == bytes + n);
		must(p.name.n && p.value.n <= ICS_VALUE_MAX);
		must(ics_text(a, p.value).n <= p.value.n);
		struct span cn = ics_param(&p, SPAN("CN"));
		must(cn.n <= p.params.n);
	}
	arena_destroy(&a);
	return 0;
}
