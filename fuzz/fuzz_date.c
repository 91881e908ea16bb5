/* Dates of letters. */
#include <stdint.h>

#include "base/must.h"
#include "parse/date.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	int64_t unix_s = 0;
	int zone = 0;
	if (date_parse(span_of(bytes, n), &unix_s, &zone))
		must(zone >= -100 * 60 && zone <= 100 * 60);
	return 0;
}
