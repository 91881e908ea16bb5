#ifndef ASSAY_KNOWN_NAME_INDEX_H
#define ASSAY_KNOWN_NAME_INDEX_H

#include "known/known.h"
#include "known/name.h"

/* The names of all lists, and which of them a name may be. To compare with each is too slow:
 * those are compared that share the most of the rarest three letters in a row. */

struct name_index;

/* Of all names that stand in the lists, on any day; lives in `a`. */
struct name_index *name_index_create(
	struct arena *a, const struct known *known, const struct name_model *model);
size_t name_index_count(const struct name_index *x);

struct name_hit {
	const struct known_list *list;
	const struct known_row *row;
	enum known_state state;	   /* on the day that was asked about */
	struct name asked, listed; /* as they were compared */
	struct name_match match;
};

enum { NAME_HITS_MAX = 20, NAME_COMPARED_MAX = 400 };

/* Names that it is, more likely than not, the likest first, of each listed one the likest; at most
 * NAME_HITS_MAX. What `hits_r` points to lives as long as `a`. `all`: compares with every name,
 * for tests. */
size_t name_index_find(struct name_index *x, struct arena *a, struct span name,
	int64_t day_s, bool all, struct name_hit *hits_r);

#endif
