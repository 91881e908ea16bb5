#ifndef ASSAY_PARSE_KEPT_H
#define ASSAY_PARSE_KEPT_H

#include "base/span.h"

/* True for a header that could be that of a copy which its author kept: no mark of delivery
 * in it. What bears one was written by anybody; it is read by other processes than the
 * user's own letters, and nothing that those say of it can make an acquaintance. */
bool kept_by_author(struct span header);

#endif
