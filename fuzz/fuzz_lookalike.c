/* Two domains, one a line: whatever compares is found by marks and probes. */
#include <stdint.h>

#include "base/must.h"
#include "core/people.h"
#include "parse/lookalike.h"
#include "parse/suffix.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void must_meet(struct arena *a, const struct party *who, const struct party *known)
{
	struct span marks[LOOKALIKE_MARKS_MAX], probes[LOOKALIKE_PROBES_MAX];
	size_t m =
		lookalike_marks(a, known->org, known->shape, marks, LOOKALIKE_MARKS_MAX);
	size_t p =
		lookalike_probes(a, who->org, who->shape, probes, LOOKALIKE_PROBES_MAX);
	bool met = false;
	must(m < LOOKALIKE_MARKS_MAX && p < LOOKALIKE_PROBES_MAX);
	for (size_t i = 0; i < m && !met; i++)
		for (size_t k = 0; k < p && !met; k++)
			met = span_equal(marks[i], probes[k]);
	must(met || lookalike_compare(a, who->domain, known->org) == LOOKALIKE_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(64 << 20);
	struct span rest = span_of(bytes, n), first = span_split(&rest, '\n');
	struct party who, known;
	if (rest.p && party_make(a, SPAN("x"), first, SPAN(""), &who) &&
		party_make(a, SPAN("x"), rest, SPAN(""), &known)) {
		must_meet(a, &who, &known);
		must_meet(a, &known, &who);
	}
	arena_destroy(&a);
	return 0;
}
