#ifndef ASSAY_KNOWN_FOLDER_H
#define ASSAY_KNOWN_FOLDER_H

#include "known/list.h"

/* The user's folder of lists. */

/* A whole file, in `a`: regular and of 1 GB at most. 0 or -errno. */
int known_read_file(struct arena *a, int folder, const char *name, struct span *text_r,
	struct err *err_r);
/* A list's name is the stem of its file: letters, digits and hyphens. */
bool known_is_id(struct span id);
/* Writes FOLDER/ID.csv in one step, so that a reader finds the old or the new one, and makes
 * the folder (0700) where there is none. */
int known_keep(const char *folder, const struct known_list *list, struct err *err_r);
/* -ENOENT where the folder has no such list. */
int known_drop(const char *folder, struct span id, struct err *err_r);

#endif
