#ifndef ASSAY_REPORT_PATTERN_H
#define ASSAY_REPORT_PATTERN_H

#include "trace/pattern.h"

/* What an account's transfers look like, in words and as JSON. */

/* A sentence for each, with how often launderers and others were seen to do so; nothing where none
 * was found. */
void patterns_add_text(struct text *t, struct edges *edges,
	const struct pattern_rules *rules, const struct patterns *p);
/* {"whole":...,"found":[...]} */
void patterns_add_json(struct text *t, struct edges *edges,
	const struct pattern_rules *rules, const struct patterns *p);

#endif
