#ifndef ASSAY_KNOWN_LISTS_H
#define ASSAY_KNOWN_LISTS_H

#include "known/known.h"

/* All lists on one day, what they say of an address then, and what that amounts to. */

struct lists {
	struct known *known;
	int64_t day_s;
	unsigned max_age_days;
};

enum lists_verdict { LISTS_NOTHING, LISTS_UNDECIDED, LISTS_CAUTION, LISTS_DANGER };
struct lists_answer {
	struct known_fact facts[KNOWN_FACTS_MAX];
	size_t count;
	enum lists_verdict verdict;
};
/* Of an address. */
void lists_ask(const struct lists *l, struct span address, struct lists_answer *answer_r);
/* What is asked about: lists are of the one or of the other. */
enum lists_subject { LISTS_ADDRESSES, LISTS_NAMES };
/* True when some list of them cannot tell about that day; when this one cannot. */
bool lists_are_out_of_date(const struct lists *l, enum lists_subject of);
bool lists_is_of(const struct known_list *list, enum lists_subject of);
bool lists_is_out_of_date(const struct lists *l, const struct known_list *list);
/* True when the facts say that on that day it stood on a list of the law, or an authority
 * had said that stolen money was there. */
bool lists_is_hit(const struct lists_answer *answer);
/* How many lists of labels name it. */
size_t lists_label_sources(const struct lists_answer *answer);
/* True for a label where other lists of labels name it, too, and none of them with a word of this one's:
 * public labels are wrong, or put there by somebody, often enough. */
bool lists_is_alone(const struct lists_answer *answer, size_t fact);
/* "danger", "caution", "undecided", "nothing": literals. */
const char *lists_verdict_name(enum lists_verdict verdict);

#endif
