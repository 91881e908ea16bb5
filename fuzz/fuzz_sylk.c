/* Symbolic links: what is told lies within the file or the arena. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/sylk.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create((1 << 20) + n * 64);
	struct sylk sylk;
	sylk_read(a, span_of(bytes, n), &sylk);
	must(sylk.book.macro_sheets <= 1);
	must(!sylk.book.runs.function || sylk.book.runs.offset < n);
	must(!sylk.book.writes.function || sylk.book.writes.text.n < n);
	for (size_t i = 0; i < sylk.book.dde_count; i++)
		must(sylk.book.dde[i].offset < n && sylk.book.dde[i].server.n);
	for (const struct sylk_link *l = sylk.links; l; l = l->next)
		must(l->offset < n && l->target.n <= n);
	arena_destroy(&a);
	return 0;
}
