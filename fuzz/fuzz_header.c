/* Headers: every field lies inside the bytes, in order, and what is found was there. */
#include <stdint.h>

#include "base/must.h"
#include "parse/header.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const struct header_limits limits = { 200, 1 << 16 };
	struct arena *a = arena_create(64 << 20);
	struct span s = span_of(bytes, n), body;
	struct header h;
	const unsigned char *at = bytes;
	enum got got = header_parse(a, s, &limits, &h, &body);
	must(span_inside(s, h.bytes) && span_inside(s, body) &&
		span_inside(s, h.envelope));
	must(got != GOT_NONE || h.count == 0);
	must(h.count <= limits.fields_max);
	for (size_t i = 0; i < h.count; i++) {
		struct header_field *f = &h.fields[i];
		must(f->raw.p >= at && span_inside(h.bytes, f->raw));
		must(span_inside(f->raw, f->name) && span_inside(f->raw, f->value));
		must(f->name.n > 0);
		struct span one = header_unfold(a, f->value);
		must(span_find_byte(one, '\n') == SPAN_NONE);
		at = f->raw.p + f->raw.n;
	}
	must(header_count(&h, "From") == 0 || header_find(&h, "from", 0) != NULL);
	arena_destroy(&a);
	return 0;
}
