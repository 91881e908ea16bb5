/* Presentations: reading ends, there are no more objects than were allowed, and what is told
 * lies in the stream. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/ppt.h"

enum { OBJECTS_MAX = 500, USER_BYTES = 32 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create((1 << 20) + n * 16);
	struct span user = span_take(span_of(bytes, n), USER_BYTES);
	struct span stream = span_skip(span_of(bytes, n), USER_BYTES), inner;
	struct ppt ppt;
	uint32_t told;
	ppt_read(a, user, stream, OBJECTS_MAX, &ppt);
	must(ppt.count <= OBJECTS_MAX);
	must(ppt.lock.n == 0 || span_inside(stream, ppt.lock));
	for (size_t i = 0; i < ppt.count; i++)
		if (ppt_storage(span_skip(stream, ppt.objects[i].offset), &inner, &told))
			must(inner.n == 0 || span_inside(stream, inner));
	arena_destroy(&a);
	return 0;
}
