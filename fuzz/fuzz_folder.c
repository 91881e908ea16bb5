/* A folder as the front packs it, written by somebody else: reading ends, and what is read
 * lies inside. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct span all = span_of(bytes, n), rest = folder_entries(all);
	struct folder_entry e;
	enum got got = GOT_ALL;
	if (!folder_taste(all))
		return 0;
	for (size_t left = rest.n; folder_next(&rest, &e, &got); left = rest.n) {
		must(rest.n < left);
		must(span_inside(all, e.path) && span_inside(all, e.bytes));
		must(e.kind < FOLDER_KINDS);
	}
	return 0;
}
