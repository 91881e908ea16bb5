/* Mailboxes: every letter lies inside the box, and cutting ends. */
#include <stdint.h>

#include "base/must.h"
#include "parse/mbox.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct span whole = span_of(bytes, n), rest = whole, letter;
	mbox_taste(whole);
	while (mbox_next(&rest, &letter)) {
		must(span_inside(whole, letter));
		must(rest.p + rest.n == bytes + n);
	}
	return 0;
}
