/* winmail.dat: files lie in the stream, and there are no more than allowed. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/tnef.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(1 << 20 | n << 8);
	struct tnef tnef;
	tnef_read(a, span_of(bytes, n), 20, &tnef);
	must(tnef.count <= 20);
	for (size_t i = 0; i < tnef.count; i++)
		must(tnef.files[i].bytes.n == 0 ||
			span_inside(span_of(bytes, n), tnef.files[i].bytes));
	arena_destroy(&a);
	return 0;
}
