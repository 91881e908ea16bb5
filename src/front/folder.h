#ifndef ASSAY_FRONT_FOLDER_H
#define ASSAY_FRONT_FOLDER_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* A folder of the user's as one run of bytes (parse/file/folder.h), for a worker that has no
 * files. Nothing is opened through a symlink. */
struct folder_limits {
	uint64_t bytes, files;
};

struct folder_packed {
	void *map; /* of `room` bytes, the caller's to unmap; NULL on failure */
	size_t room, n;
	size_t files; /* that are in it, wholly or not; 0: there are none at all */
};

/* 0 or -errno when the folder itself cannot be had. What is below and cannot be read, or
 * does not fit, is an entry that says so. */
int folder_pack(const char *path, const struct folder_limits *limits,
	struct folder_packed *packed_r);

/* Every file below `path`, in the same order; the path that `take` gets is in the arena.
 * `error`: of a folder that could not be read, or 0. */
void folder_each(struct arena *a, const char *path, uint64_t files_max,
	void (*take)(void *state, const char *path, uint64_t bytes, int error),
	void *state);

/* True when the names in a folder are those of a project: ".git", "package.json". */
bool folder_is_project_mark(const char *name);

#endif
