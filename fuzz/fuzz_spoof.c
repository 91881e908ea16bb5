/* Any bytes as a name, a label and a domain. */
#include <stdint.h>

#include "base/must.h"
#include "parse/spoof.h"
#include "parse/suffix.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(32 << 20);
	struct span s = span_of(bytes, n), tail = span_skip(s, n / 2);
	struct spoof_hidden hidden;
	struct spoof_mix mix;
	must(!spoof_find_hidden(s, 64, &hidden) || hidden.at < n);
	must(!spoof_find_mixed(s, &mix) || (mix.word.n && span_inside(s, mix.word)));
	spoof_label_mixed(s, &mix);
	spoof_skeleton(a, s);
	must(span_inside(s, suffix_registrable(s)));
	must(!suffix_is_known(s) || span_find_byte(s, '.') != SPAN_NONE);
	must(suffix_same_organization(a, s, tail) ==
		suffix_same_organization(a, tail, s));
	arena_destroy(&a);
	return 0;
}
