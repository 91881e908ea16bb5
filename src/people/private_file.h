#ifndef ASSAY_PEOPLE_PRIVATE_FILE_H
#define ASSAY_PEOPLE_PRIVATE_FILE_H

#include "base/arena.h"
#include "base/err.h"

/* `path` holds a slash. Makes the file (0600) and its folder (0700) when they are not there
 * and `create` says so. 0; -ENOENT; -EPERM for what others may use, or put files beside;
 * -ELOOP for a symbolic link; -EINVAL for what is no file. */
int private_file_prepare(
	const char *path, bool create, struct arena *a, struct err *err_r);
const char *private_file_folder(struct arena *a, const char *path);

#endif
