#ifndef ASSAY_REPORT_NAMES_H
#define ASSAY_REPORT_NAMES_H

#include "known/name_index.h"
#include "report/lists.h"

/* Listed names that a name may be, in words and as JSON (docs/schema/names-1.json). Each says
 * which words agree and which are left over: a reader decides, and no name is a person. */

/* "0.97 to be "KIM JONG UN": KIM = KIM, ...; Listed as ..." */
void names_add_hit(struct text *t, const struct name_hit *hit);
/* "hits":[...] */
void names_add_json(struct text *t, const struct name_hit *hits, size_t count);

#endif
