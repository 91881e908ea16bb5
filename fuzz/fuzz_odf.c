/* OpenDocument: what is told lies within the text, objects are no larger than they were, and the
 * list of locked parts ends. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/odf.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	enum { OBJECTS_READ = 4 };
	struct arena *a = arena_create((8 << 20) + n * 256);
	struct odf_walk walk;
	struct odf_item item;
	size_t objects = 0;
	odf_walk_begin(a, span_of(bytes, n), &walk);
	while (odf_walk_next(&walk, &item)) {
		struct span object;
		must(item.offset <= walk.text.n && item.text.n <= walk.text.n + 8);
		odf_event_is_unasked(item.name);
		odf_macro_is_installed(item.text);
		if ((item.kind != ODF_OBJECT && item.kind != ODF_PICTURE) ||
			objects++ >= OBJECTS_READ)
			continue;
		odf_object(a, item.text, &object);
		must(object.n <= item.text.n);
	}
	struct span rest = span_of(bytes, n), name, cipher;
	while (odf_next_ciphered(a, &rest, &name, &cipher))
		must(name.n <= n && cipher.n <= n);
	arena_destroy(&a);
	return 0;
}
