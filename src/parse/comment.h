#ifndef ASSAY_PARSE_COMMENT_H
#define ASSAY_PARSE_COMMENT_H

#include "base/span.h"

/* Length of the comment (RFC 5322 section 3.2.2) that `s` begins with, from its "(" to the
 * ")" that closes it, or 0 when none does, or when `s` begins otherwise. Comments nest by a
 * counter; a backslash takes the next byte's meaning. Linear in what it gives, or in `s`. */
size_t comment_length(struct span s);

#endif
