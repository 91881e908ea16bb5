/* OneNote sections: files lie in the section, and there are no more than allowed. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/onenote.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(1 << 20 | n << 8);
	struct onenote note;
	onenote_read(a, span_of(bytes, n), 20, &note);
	must(note.count <= 20);
	for (size_t i = 0; i < note.count; i++)
		must(note.files[i].bytes.n == 0 ||
			span_inside(span_of(bytes, n), note.files[i].bytes));
	arena_destroy(&a);
	return 0;
}
