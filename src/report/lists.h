#ifndef ASSAY_REPORT_LISTS_H
#define ASSAY_REPORT_LISTS_H

#include "known/lists.h"

/* What lists say of addresses, in words and as JSON (docs/schema/screen-1.json). */

/* One sentence on a fact. */
void lists_add_sentence(struct text *t, const struct known_fact *fact);
/* For a picture or a tree: "listed as A NAME", and by whom. In `a`. */
struct span lists_label(struct arena *a, const struct known_fact *fact);
struct span lists_label_source(struct arena *a, const struct known_fact *fact);
/* Which lists cannot tell, a sentence each; nothing where all can. */
void lists_add_gaps(
	struct text *t, const struct lists *l, enum lists_subject of, const char *indent);
/* One fact as an object. */
void lists_add_json_fact(struct text *t, const struct known_fact *fact);
/* "out_of_date":[...] */
void lists_add_json_gaps(struct text *t, const struct lists *l, enum lists_subject of);
/* "as_of":...,"facts":[...],"out_of_date":[...] */
void lists_add_json(
	struct text *t, const struct lists *l, const struct lists_answer *answer);

#endif
