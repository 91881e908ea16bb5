/* Authentication-Results: an id wherever anything was read, and neither a method nor a
 * result that is empty or holds a comment. */
#include <stdint.h>

#include "base/must.h"
#include "parse/authres.h"

static void look(const struct authres_clause *c)
{
	must(c->method.n && c->result.n && c->count <= AUTHRES_PROPERTIES_MAX);
	must(span_find_byte(c->method, '(') == SPAN_NONE);
	for (size_t i = 0; i < c->count; i++) {
		must(c->properties[i].name.n);
		authres_property(c, "header", "from");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(64 << 20);
	struct authres r;
	enum got got = authres_parse(a, span_of(bytes, n), &r);
	must((got == GOT_NONE) == (r.authserv_id.n == 0));
	must(r.count <= AUTHRES_CLAUSES_MAX);
	for (size_t i = 0; i < r.count; i++)
		look(&r.clauses[i]);
	arena_destroy(&a);
	return 0;
}
