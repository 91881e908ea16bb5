#ifndef ASSAY_REPORT_FACTS_H
#define ASSAY_REPORT_FACTS_H

#include "base/text.h"
#include "known/facts.h"

/* The rows that have all of the words; incidents with all that was said of them, and where
 * what was said has the words. How many there are. */
size_t facts_add_text(struct text *t, const struct facts *facts, const struct span *words,
	size_t count);
/* One object a line (docs/schema/facts-1.json). */
size_t facts_add_json(struct text *t, const struct facts *facts, const struct span *words,
	size_t count);

#endif
