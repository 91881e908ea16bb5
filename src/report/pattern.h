#ifndef ASSAY_REPORT_PATTERN_H
#define ASSAY_REPORT_PATTERN_H

#include "trace/join.h"

/* What an account's transfers look like, in words and as JSON. */

/* A sentence for each, with how often launderers and others were seen to do so; nothing where none
 * was found. */
void patterns_add_text(struct text *t, struct edges *edges,
	const struct pattern_rules *rules, const struct patterns *p);
/* {"whole":...,"found":[...]} */
void patterns_add_json(struct text *t, struct edges *edges,
	const struct pattern_rules *rules, const struct patterns *p);

/* The form of a transaction: a sentence where it is that of a CoinJoin; and for programs. */
void join_add_text(struct text *t, struct edges *edges, const struct pattern_rules *rules,
	const struct join *j);
void join_add_json(struct text *t, struct edges *edges, const struct pattern_rules *rules,
	const struct join *j);

#endif
