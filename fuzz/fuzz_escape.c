/* Both media: whatever the bytes, the output is UTF-8 and holds nothing that commands. */
#include <stdint.h>

#include "base/must.h"
#include "base/utf8.h"
#include "report/escape.h"

static void must_be_tame(struct span s, bool json)
{
	must(utf8_is_valid(s));
	for (size_t i = 0; i < s.n; i++)
		must(s.p[i] >= 0x20 && s.p[i] != 0x7F &&
			(!json || s.p[i] != '"' || (i > 0 && s.p[i - 1] == '\\')));
	must(span_find(s, SPAN("\xE2\x80\xAE")) == SPAN_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(64 << 20);
	struct text t;
	text_init(&t, a, 8 << 20);
	escape_terminal(&t, span_of(bytes, n));
	must_be_tame(text_span(&t), false);
	text_init(&t, a, 8 << 20);
	escape_json(&t, span_of(bytes, n));
	must_be_tame(text_span(&t), true);
	arena_destroy(&a);
	return 0;
}
