/* A server's bytes: cutting ends and is the same however the bytes come, and what a
 * response gives lies inside it. */
#include <stdint.h>

#include "base/must.h"
#include "parse/imap.h"

static const struct imap_limits limits = { 200, 2000 };

/* The first bytes decide: more of them never change where a response ends. */
static void check_cut(struct span s, enum imap_cut whole, size_t length)
{
	size_t seen = 0, n = 0;
	for (size_t have = 0; have <= s.n && have < 300; have++) {
		enum imap_cut cut = imap_cut(span_take(s, have), &limits, &seen, &n);
		if (cut == IMAP_CUT_MORE)
			continue;
		must(cut == whole && (cut != IMAP_CUT_WHOLE || n == length));
		must(cut != IMAP_CUT_WHOLE || n == have);
		return;
	}
}

static void check_response(struct span s)
{
	struct imap_response r;
	struct arena *a = arena_create(1 << 20);
	enum got got = imap_parse(a, s, &r);
	must(got == GOT_NONE || r.kind != IMAP_OTHER || r.tag.n == 0);
	must(!r.tag.n || span_inside(s, r.tag));
	must(!r.text.n || span_inside(s, r.text));
	must(r.name.n <= s.n && r.header.n <= s.n);
	arena_destroy(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct span s = span_of(bytes, n);
	struct arena *a = arena_create(1 << 20 | n << 6);
	check_response(s);
	imap_name_encode(a, s);
	arena_destroy(&a);
	for (;;) {
		size_t seen = 0, length = 0;
		enum imap_cut cut = imap_cut(s, &limits, &seen, &length);
		check_cut(s, cut, length);
		if (cut != IMAP_CUT_WHOLE)
			return 0;
		must(length > 0 && length <= s.n && length <= limits.bytes_max);
		check_response(span_take(s, length));
		s = span_skip(s, length);
	}
}
