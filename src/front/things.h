#ifndef ASSAY_FRONT_THINGS_H
#define ASSAY_FRONT_THINGS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/* What the user named, one thing after the other: files, "-" for standard input, mailboxes
 * of the mbox family, Maildirs, folders of letters, other folders, each of which is one
 * thing. What a file is, its content tells. */
struct things;

enum folder_mode {
	FOLDERS_OF_LETTERS, /* each file of a folder is a letter */
	FOLDERS_WHOLE,	    /* a folder of anything else is one thing */
	FOLDERS_EACH,	    /* each file below it is a thing of its own */
};

struct things_how {
	enum folder_mode folders;
	uint64_t bytes, files; /* the most of a folder that is one thing */
};

struct thing {
	const char *name; /* of the file */
	size_t index; /* of the letter in its mailbox, from 1; 0: the file is the letter */
	struct span bytes; /* valid until the next call */
	uint64_t end;	   /* in a mailbox that is a file: of this letter; else 0 */
	bool is_folder;	   /* the bytes are those of parse/file/folder.h */
};

/* `paths` ends in NULL and outlives the things. Folders are listed now, so that the whole
 * is known; what cannot be listed is an error that things_next() gives. Never NULL. */
struct things *things_open(
	struct arena *a, char *const *paths, const struct things_how *how);
void things_close(struct things *t);

/* Up to where the mailbox file at `path` was read before. It is read on from there, when a
 * letter begins there or nothing follows; else from its start. */
typedef uint64_t things_known(void *state, const char *path);
void things_go_on(struct things *t, things_known *known, void *state);

/* 1: the next letter; 0: none is left; -errno: one thing could not be had, and the sentence
 * names it. The next call goes on behind it. */
int things_next(struct things *t, struct thing *thing_r, struct err *err_r);

/* From now on a file that becomes shorter while it is read ends the program with EX_IOERR and
 * a sentence (SIGBUS). */
void things_catch_shrinking(void);

/* False only when there is certainly no more than one letter. */
bool things_are_many(const struct things *t);
/* How far it has got, in bytes of all files: for a progress bar. */
void things_progress(const struct things *t, uint64_t *done_r, uint64_t *total_r);

#endif
