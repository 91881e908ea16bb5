#ifndef ASSAY_KNOWN_KNOWN_H
#define ASSAY_KNOWN_KNOWN_H

#include "known/list.h"

/* All lists together, and what they say of an address on a day. */

struct known;

/* Lives in `a`. The lists that came with the program are in it unless `load` replaces
 * them. */
struct known *known_create(struct arena *a);
/* Adds every *.csv of a folder; a list of the same name as one that came with the program
 * stands in its place. A folder that is not there has no lists. 0 or -errno. */
int known_load(struct known *k, const char *folder, struct err *err_r);
/* Ends the loading: builds the table. */
void known_seal(struct known *k);

/* The lists: those that were loaded, in order of their names, then those that came with the
 * program. */
size_t known_list_count(const struct known *k);
const struct known_list *known_list_at(const struct known *k, size_t i);
const struct known_list *known_list_named(const struct known *k, struct span id);

enum known_state {
	KNOWN_NOW,    /* on that day it stands there, as far as the list goes */
	KNOWN_ONCE,   /* it stood there, and has left before that day */
	KNOWN_UNTOLD, /* the list begins behind that day; at its beginning it stood there */
	KNOWN_LATER, /* it came only behind that day */
	KNOWN_STATES
};

enum known_state known_state_on(
	const struct known_list *list, const struct known_row *row, int64_t day_s);

struct known_fact {
	const struct known_list *list;
	const struct known_row *row;
	enum known_state state;
	bool case_lost; /* the list lost the case of the letters: most likely this one */
};

enum { KNOWN_FACTS_MAX = 32 };

/* What the lists say of it: what authorities say before labels, KNOWN_NOW before other days,
 * listed before stated. Returns how many, at most KNOWN_FACTS_MAX: the last are left out. */
size_t known_find(const struct known *k, struct span address, int64_t day_s,
	struct known_fact *facts_r);

/* True for a list of the law that cannot tell who stands on it on that day: it ends over
 * `max_days` before, or begins behind. A statement is of one day, and no list of all. */
bool known_is_out_of_date(
	const struct known_list *list, int64_t day_s, unsigned max_days);

/* "now", "once", "untold", "later": literals. */
const char *known_state_name(enum known_state state);

/* What came with the program: name and text of each list (data/known). */
struct known_shipped {
	const char *id;
	const char *text;
	size_t count;
};
extern const struct known_shipped known_shipped[];
extern const size_t known_shipped_count;

#endif
