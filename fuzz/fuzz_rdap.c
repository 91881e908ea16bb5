/* Answers of registries: a day that is told is one. The first line is the domain that was asked about. */
#include <stdint.h>

#include "base/must.h"
#include "base/when.h"
#include "parse/rdap.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(64 << 20);
	struct span json = span_of(bytes, n), day = SPAN("");
	struct span name = span_split(&json, '\n');
	int64_t day_s;
	enum rdap_told told = rdap_registered(a, json, name, &day);
	must((told == RDAP_TOLD) == (day.n == WHEN_DAY_BYTES));
	must(told != RDAP_TOLD || when_parse(day, &day_s));
	must(told == RDAP_TOLD || day.n == 0);
	arena_destroy(&a);
	return 0;
}
