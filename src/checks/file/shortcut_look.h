#ifndef ASSAY_CHECKS_FILE_SHORTCUT_LOOK_H
#define ASSAY_CHECKS_FILE_SHORTCUT_LOOK_H

#include "checks/file/file.h"
#include "parse/file/lnk.h"

/* What the checks of shortcuts share. */

/* The facts of a Windows shortcut, or NULL for another file. */
const struct lnk *lnk_of(const struct file *f);
/* True when the program at the end of a path runs commands that it is given. */
bool runs_commands(struct span target);
/* Runs of blanks made one, what cannot be printed made a blank. */
struct span blanks_collapsed(struct arena *a, struct span s);
/* The longest run of what shows as nothing. */
size_t longest_blank_run(struct span s);

#endif
