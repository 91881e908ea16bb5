#ifndef ASSAY_FRONT_LISTS_H
#define ASSAY_FRONT_LISTS_H

#include "core/lists.h"
#include "front/options.h"
#include "known/lists.h"

/* The lists of what is known, as the options name them. */

/* The user's folder: --known, else the XDG Base Directory for data; NULL: none is known. */
const char *lists_where(const struct options *o);
/* The lists for checks of letters: the user's own where `o` is the user's, those that it
 * names, and those that came with the program; NULL where a world answers. 0 or -errno. */
int lists_for_checks(const struct options *o, struct lists **lists_r, struct err *err_r);
/* What they say of an address, as a check is told: crew_settings.lists. */
void lists_tell(void *state, struct span address, struct lists_told *told_r);
/* All lists, for the day of --as-of or today. 0 or -errno. */
int lists_open(const struct options *o, struct lists *lists_r, struct err *err_r);

#endif
