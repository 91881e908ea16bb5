#ifndef ASSAY_CORE_LISTS_H
#define ASSAY_CORE_LISTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "core/finding.h"

/* What a job may ask the lists of what is known of addresses for payments (docs/known.md): one
 * address, and back comes the gravest of what they say. The front holds the lists. */

struct job;

enum lists_status {
	LISTS_OK,
	LISTS_NONE,	 /* there are no lists */
	LISTS_FAILED,	 /* there are, and they could not be asked */
	LISTS_OVERSPENT, /* the job's allowance of questions is spent */
	LISTS_STATUSES
};

enum lists_standing {
	STANDS_NOWHERE, /* or somebody's label alone */
	STANDS_LISTED,	/* on a sanctions list */
	STANDS_STATED,	/* an authority said that stolen money was there */
	STANDS_THEN,	/* one of the two, on other days than today */
	STANDINGS
};

enum { LISTS_TEXT_BYTES_MAX = 200 };

struct lists_told {
	enum lists_status status;
	enum lists_standing standing;
	bool old; /* a list that could have it is out of date: "nowhere" is not known */
	struct span source, name; /* UTF-8; of the list, and as what it stands there */
};

/* Never NULL; lives as long as the job. */
const struct lists_told *ask_lists(struct job *job, struct span address);
/* What keeps the answer for today from being one, or GAP_NONE: of a list that is out of date
 * nobody is known to be gone. */
enum gap gap_of_lists(const struct lists_told *told);

#endif
