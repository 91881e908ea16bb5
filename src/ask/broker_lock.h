#ifndef ASSAY_ASK_BROKER_LOCK_H
#define ASSAY_ASK_BROKER_LOCK_H

#include "base/err.h"

/* Gives up what the broker does not need, for this thread and those it starts: new
 * privileges, other programs, every file. Sockets stay. Called when all files are read and
 * before the first question. 0 or -errno; a kernel without Landlock is no error. */
int broker_lock(struct err *err_r);

#endif
