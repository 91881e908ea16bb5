/* Records of a presentation: objects lie in the stream, and there are no more than allowed. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/ppt.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	enum { MAX = 20 };
	struct arena *a = arena_create(64 << 20);
	struct span all = span_of(bytes, n);
	struct ppt p;
	ppt_read(a, all, MAX, &p);
	must(p.count <= MAX && p.link_count <= MAX);
	for (size_t i = 0; i < p.count; i++)
		must(!p.objects[i].bytes.n || span_inside(all, p.objects[i].bytes));
	arena_destroy(&a);
	return 0;
}
