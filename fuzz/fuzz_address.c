/* Address lists: names are UTF-8, parts lie inside, each mailbox behind the one before. */
#include <stdint.h>

#include "base/must.h"
#include "base/utf8.h"
#include "parse/address.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(256 << 20);
	struct span s = span_of(bytes, n);
	struct address_list l;
	enum got got = address_list_parse(a, s, 50, &l);
	must(l.count <= 50 && (got != GOT_NONE || l.count == 0));
	const unsigned char *at = bytes;
	for (size_t i = 0; i < l.count; i++) {
		struct address *m = &l.list[i];
		must(span_inside(s, m->raw) && m->raw.p >= at && m->raw.n > 0);
		must(span_inside(m->raw, m->name_raw));
		must(utf8_is_valid(m->name) && utf8_is_valid(m->comments));
		must(utf8_is_valid(m->group));
		must(m->domain.n || m->oddities & ADDRESS_HAS_NO_DOMAIN);
		at = m->raw.p + m->raw.n;
	}
	arena_destroy(&a);
	return 0;
}
