/* Program text: what is told of it lies within it. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct source s = source_read(span_of(bytes, n));
	must(s.lines > 0 && s.longest_line <= n && s.blanks <= n);
	must(s.blanks == 0 || s.blanks_offset < n);
	for (unsigned use = 0; use < SOURCE_USES; use++)
		if (s.uses[use].count)
			must(s.uses[use].first + strlen(s.uses[use].word) <= n);
	source_is_packed(&s, n);
	return 0;
}
