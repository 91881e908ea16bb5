#ifndef ASSAY_FRONT_LISTS_H
#define ASSAY_FRONT_LISTS_H

#include "core/lists.h"
#include "front/options.h"
#include "known/known.h"

/* The lists of what is known, as the commands use them: where they are, what they say of an
 * address on the day asked about, and how that is written. */

struct lists {
	struct known *known;
	int64_t day_s;
	unsigned max_age_days;
};

/* The user's folder: --known, else the XDG Base Directory for data; NULL: none is known. */
const char *lists_where(const struct options *o);
/* The lists for checks of letters: the user's own where `o` is the user's, those that it
 * names, and those that came with the program; NULL where a world answers. 0 or -errno. */
int lists_for_checks(const struct options *o, struct lists **lists_r, struct err *err_r);
/* What they say of an address, as a check is told: crew_settings.lists. */
void lists_tell(void *state, struct span address, struct lists_told *told_r);
/* All lists, for the day of --as-of or today. 0 or -errno. */
int lists_open(const struct options *o, struct lists *lists_r, struct err *err_r);

/* What the lists say of one address, and what that amounts to. */
enum lists_verdict { LISTS_NOTHING, LISTS_UNDECIDED, LISTS_CAUTION, LISTS_DANGER };
struct lists_answer {
	struct known_fact facts[KNOWN_FACTS_MAX];
	size_t count;
	enum lists_verdict verdict;
};
void lists_ask(const struct lists *l, struct span address, struct lists_answer *answer_r);
/* True when some list cannot tell about that day. */
bool lists_are_out_of_date(const struct lists *l);
/* True when the facts say that on that day it stood on a list of the law, or an authority
 * had said that stolen money was there. */
bool lists_is_hit(const struct lists_answer *answer);

/* "danger", "caution", "undecided", "nothing": literals. */
const char *lists_verdict_name(enum lists_verdict verdict);
/* One sentence on a fact. */
void lists_add_sentence(struct text *t, const struct known_fact *fact);
/* For a picture or a tree: "listed as A NAME", and by whom. In `a`. */
struct span lists_label(struct arena *a, const struct known_fact *fact);
struct span lists_label_source(struct arena *a, const struct known_fact *fact);
/* Which lists cannot tell, in a sentence; nothing where all can. */
void lists_add_gaps(struct text *t, const struct lists *l, const char *indent);
/* "facts":[...],"out_of_date":[...] */
void lists_add_json(
	struct text *t, const struct lists *l, const struct lists_answer *answer);

#endif
