/* ActiveMime objects: the stream lies within, and no more comes out than is allowed. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/activemime.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	enum { MAX = 1 << 16 };
	struct arena *a = arena_create(1 << 20);
	struct activemime inner;
	enum got got = activemime_read(a, span_of(bytes, n), MAX, &inner);
	must(inner.content.n <= MAX);
	must(!inner.packed.n || span_inside(span_of(bytes, n), inner.packed));
	must((got == GOT_NONE) == (inner.content.n == 0));
	arena_destroy(&a);
	return 0;
}
