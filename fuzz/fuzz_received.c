/* Received fields: every part lies inside the field. */
#include <stdint.h>

#include "base/must.h"
#include "parse/received.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct span s = span_of(bytes, n);
	struct received r;
	received_parse(NULL, s, &r);
	must(span_inside(s, r.helo) && span_inside(s, r.rdns) && span_inside(s, r.by));
	must(span_inside(s, r.with) && span_inside(s, r.mail_from));
	must(r.client.bits == 0 || r.client.bits == 32 || r.client.bits == 128);
	return 0;
}
