/* Hangul documents: head, scripts and records, from the same bytes; reading ends. */
#include <stdint.h>

#include "base/must.h"
#include "base/utf8.h"
#include "parse/file/hwp.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(1 << 20 | n << 8);
	struct span all = span_of(bytes, n), rest = all, text;
	struct hwp_head head;
	bool broken = false;
	hwp_head_read(all, &head);
	must(span_inside(all, hwp_member(all)) || n == 0);
	hwp_script_text(a, all, &text);
	must(text.n <= 2 * n + 16);
	hwp_script_is_stock(text);
	hwp_script_is_stock(all);
	for (size_t left = n; hwp_next_link(a, &rest, &text, &broken); left = rest.n) {
		must(rest.n < left);
		must(text.n);
	}
	arena_destroy(&a);
	return 0;
}
