#ifndef ASSAY_REPORT_WRAP_H
#define ASSAY_REPORT_WRAP_H

#include <stdint.h>

#include "base/text.h"

/* Writes `lead`, then `s` broken into lines of at most `width` columns (0: never broken),
 * each line after the first indented by as many columns as `lead` has, and a line feed.
 * `s` is valid UTF-8 that has been escaped; `lead` is ASCII. */
void wrap_add(struct text *t, const char *lead, struct span s, unsigned width);

/* Columns of a terminal that the code point takes: 0, 1 or 2. */
unsigned wrap_columns(uint32_t code_point);

#endif
