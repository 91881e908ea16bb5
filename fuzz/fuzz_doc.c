/* An old Word document: the length of its main stream in two bytes, that stream, its table.
 * No more fields than allowed, and nothing in them longer than what is kept. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/doc.h"
#include "parse/file/ole.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	enum { MAX = 20, KEPT_MAX = 8 << 10 };
	struct arena *a = arena_create(64 << 20);
	struct span all = span_of(bytes, n);
	struct span word = span_take(span_skip(all, 2), le16(all, 0));
	struct span table = span_skip(all, 2 + word.n);
	struct doc doc;
	size_t count = 0;
	doc_read(a, word, table, MAX, &doc);
	must(doc.letters <= word.n);
	for (const struct field *f = doc.fields; f; f = f->next, count++)
		must(f->kind != FIELD_NONE && f->text.n <= KEPT_MAX &&
			f->target.n <= KEPT_MAX);
	must(count <= MAX);
	arena_destroy(&a);
	return 0;
}
