/* Words of documents: of XML no more than it has, and of binary forms every long run, whole. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/plain.h"

static void every_run_is_in(struct span text, struct span bytes)
{
	size_t run = 0;
	for (size_t i = 0; i <= bytes.n; i++) {
		if (i < bytes.n && ascii_is_alnum(bytes.p[i])) {
			run++;
			continue;
		}
		must(run < PLAIN_RUN_MIN ||
			span_find(text, span_of(bytes.p + i - run, run)) != SPAN_NONE);
		run = 0;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct span input = span_of(bytes, n);
	struct arena *a = arena_create((1 << 16) + 16 * n);
	struct text t;
	text_init(&t, a, n);
	plain_xml(&t, input);
	must(!t.cut);
	text_init(&t, a, 3 * n + 3);
	plain_binary(&t, input);
	must(!t.cut);
	every_run_is_in(text_span(&t), input);
	arena_destroy(&a);
	return 0;
}
