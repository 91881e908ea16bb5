#ifndef ASSAY_FRONT_LIBRARY_H
#define ASSAY_FRONT_LIBRARY_H

#include <assay.h>

#include "front/options.h"

/* The command's way into a handle's options: rows that the library itself does not have
 * ("json", "level") are read into the same table. Before the start only. */
struct options *library_options(struct assay *a);

/* As assay_check(), but the thing is described and not judged: the result's findings are those
 * of engine_look(), and the part that `extract` names (or NULL) is in the job. */
int library_look(struct assay *a, const void *bytes, size_t n, const char *const *context,
	const char *extract, struct assay_result **result_r);

#endif
