#ifndef ASSAY_FRONT_NAMING_H
#define ASSAY_FRONT_NAMING_H

#include "front/lists.h"
#include "known/name_index.h"

/* Names of people, firms and ships against all names of the lists: in bulk (assay screen --names) and
 * one after another (assay check --names). */
struct naming {
	struct lists lists;
	struct name_index *index;
};

struct naming_answer {
	struct name_hit *hits; /* room for NAME_HITS_MAX */
	size_t count;
	enum lists_verdict verdict;
};

/* Reads the lists' names, and the weights by which they are compared, into `a`: 0 or -errno. */
int naming_open(
	struct naming *n, const struct options *o, struct arena *a, struct err *err_r);
/* The answer lives in `a`. */
void naming_ask(const struct naming *n, struct arena *a, struct span name,
	struct naming_answer *answer_r);
/* One object (docs/schema/names-1.json). */
void naming_add_json(struct text *t, const struct naming *n, struct span name,
	const struct naming_answer *answer);
/* What could not be looked up, a sentence each. */
void naming_add_gaps(struct text *t, const struct naming *n, const char *indent);

#endif
