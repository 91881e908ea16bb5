/* OWPML: what is told lies within the text, which ends. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/hwp.h"
#include "parse/file/owpml.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create((8 << 20) + n * 256);
	struct owpml_walk walk;
	struct owpml_item item;
	owpml_walk_begin(a, span_of(bytes, n), &walk);
	while (owpml_walk_next(&walk, &item))
		must(item.offset <= walk.text.n && item.text.n <= walk.text.n);
	hwp_script_is_stock(owpml_script_text(a, span_of(bytes, n)));
	arena_destroy(&a);
	return 0;
}
