/* Calls within calls: what is written for the importer is JSON that it can read, a trace
 * for each call. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/calls.h"
#include "parse/file/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(256 << 20);
	struct calls calls;
	struct json_item item;
	if (calls_read(a, span_of(bytes, n), &calls)) {
		size_t traces = 0;
		struct json j = json_of(calls_as_traces(a, &calls, 7));
		while (json_next(&j, &item))
			traces += item.kind == JSON_OBJECT && item.depth == 2;
		must(!j.broken && traces == calls.count);
		for (size_t i = 0; i < calls.count; i++) {
			const struct call *c = &calls.call[i];
			must(c->from.n && c->transaction.n);
			must(c->parent == UINT32_MAX || c->parent < i);
			must(c->parent == UINT32_MAX || c->failed ||
				!calls.call[c->parent].failed);
		}
	}
	arena_destroy(&a);
	return 0;
}
