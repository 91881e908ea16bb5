#ifndef ASSAY_FRONT_CHECK_NAME_H
#define ASSAY_FRONT_CHECK_NAME_H

#include "front/options.h"

/* Tells of each name which listed ones are like it; the exit status. */
int check_names(const struct options *o, char **names);

#endif
