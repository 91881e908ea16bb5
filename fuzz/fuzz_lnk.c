/* Shortcuts: reading ends, and the overlay is the input's end. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/lnk.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(64 << 20);
	struct lnk lnk;
	struct span all = span_of(bytes, n);
	enum got got = lnk_read(a, all, &lnk);
	must(lnk_taste(all) || got == GOT_NONE);
	must(lnk.overlay.n == 0 || span_inside(all, lnk.overlay));
	must(lnk.overlay.n == 0 || lnk.overlay.p + lnk.overlay.n == bytes + n);
	must(lnk.arguments_at <= n);
	arena_destroy(&a);
	return 0;
}
