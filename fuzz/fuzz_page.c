/* Pages: reading ends, tokens lie in the page in order, and what is unescaped is bounded. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/page.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	if (n == 0)
		return 0;
	struct span page = span_of(bytes + 1, n - 1);
	struct page_reader r = { .rest = page, .is_xml = bytes[0] & 1 };
	struct arena *a = arena_create(1 << 20 | n << 8);
	struct page_token t;
	for (size_t left = r.rest.n; page_next(&r, &t); left = r.rest.n) {
		struct span rest = t.attributes, name, value;
		must(r.rest.n < left || (t.kind == PAGE_RAW && t.text.n == 0));
		must(span_inside(page, t.text) || t.text.n == 0);
		for (size_t was = rest.n + 1; page_attribute(&rest, &name, &value);
			was = rest.n) {
			must(rest.n < was);
			must(page_address(a, value).n <= value.n * 4 + 4);
		}
	}
	must(r.rest.n == 0);
	arena_destroy(&a);
	return 0;
}
