#ifndef ASSAY_FRONT_MEMORY_H
#define ASSAY_FRONT_MEMORY_H

#include "front/options.h"
#include "people/people.h"

/* The memory of people that the options name: the user's own file by default. */

/* What is called `name` in the user's folder for data (XDG Base Directory), in `a`; NULL: no home
 * is known. */
const char *data_place(struct arena *a, const char *name);
/* The path or server; never NULL unless no home is known. */
const char *memory_where(const struct options *o);
/* Opens it. `create`: for learning, a missing one is made. 0, -ENOENT, -EUCLEAN ... */
int memory_open(const struct options *o, bool create, struct people **people_r,
	struct err *err_r);
/* For checking. NULL where there is none or none is wanted; one that is there but cannot be
 * opened is a memory that answers nothing, so that the verdict says so; `trouble_r` then
 * holds the sentence, else it is empty. */
struct people *memory_for_checks(const struct options *o, struct err *trouble_r);

#endif
