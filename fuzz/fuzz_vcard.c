/* Cards: reading ends, and what is read is UTF-8 on one line, within the limits. */
#include <stdint.h>

#include "base/must.h"
#include "base/utf8.h"
#include "parse/vcard.h"

static void check_text(struct span s)
{
	must(utf8_is_valid(s));
	for (size_t i = 0; i < s.n; i++)
		must(s.p[i] >= 0x20 && s.p[i] != 0x7F);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const struct vcard_limits limits = { 40, 3, 120 };
	struct span rest = span_of(bytes, n);
	struct vcard card;
	struct arena *a = arena_create(1 << 20 | n << 8);
	vcard_taste(rest);
	for (size_t left = rest.n; vcard_next(a, &rest, &limits, &card); left = rest.n) {
		must(rest.n < left && rest.p + rest.n == bytes + n);
		must(card.email_count <= limits.emails_max);
		check_text(card.name);
		for (size_t i = 0; i < card.email_count; i++) {
			check_text(card.emails[i]);
			must(span_find_byte(card.emails[i], '@') != SPAN_NONE);
		}
	}
	arena_destroy(&a);
	return 0;
}
