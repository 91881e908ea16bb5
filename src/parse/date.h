#ifndef ASSAY_PARSE_DATE_H
#define ASSAY_PARSE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* A date of RFC 5322 section 3.3, with the obsolete forms of 4.3 (two-digit years, zone
 * names, comments), as Unix time in seconds. `*zone_min_r` (may be NULL): minutes east. */
bool date_parse(struct span s, int64_t *unix_s_r, int *zone_min_r);

#endif
