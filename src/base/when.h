#ifndef ASSAY_BASE_WHEN_H
#define ASSAY_BASE_WHEN_H

#include <stdint.h>

#include "base/text.h"

/* Dates without the C library's zones and locales. */

enum { WHEN_DAY_BYTES = 10 }; /* of "2026-11-23" */

/* Milliseconds of a clock that only goes forward. */
int64_t when_ms(void);

/* Days from 1970-01-01 to that day of the proleptic Gregorian calendar. */
int64_t when_days(int64_t year, unsigned month, unsigned day);

/* "2026-11-23" or "2026-11-23T07:34:57Z" (RFC 3339, UTC only) as Unix time in seconds. */
bool when_parse(struct span s, int64_t *unix_s_r);
/* Writes the long one of the two forms. */
void when_print(struct text *t, int64_t unix_s);
/* "2026-11-23". */
void when_print_day(struct text *t, int64_t unix_s);

#endif
