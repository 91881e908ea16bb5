#ifndef ASSAY_TESTS_CASE_INPUT_H
#define ASSAY_TESTS_CASE_INPUT_H

#include "core/job.h"

/* The thing of a case: a file in.*, or the file that in.trick names by its id and
 * tests/make-tricks built into the folder `tricks`. */

/* The whole file; false when it cannot be opened. */
bool case_read_file(struct arena *a, const char *path, struct span *bytes_r);

/* False when there is none. A trick's file name, and that it is a folder, become settings
 * before those that are there. */
bool case_read_input(struct arena *a, const char *folder, const char *tricks,
	struct span *bytes_r, struct settings *settings);

#endif
