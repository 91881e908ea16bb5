#ifndef ASSAY_FETCH_LOCK_H
#define ASSAY_FETCH_LOCK_H

#include "base/err.h"

/* Before the first byte of a server: new privileges, other programs and the writing of files
 * are given up. 0 or -errno. */
int fetch_lock_start(struct err *err_r);

/* After the login: files, new sockets and new processes too. What is left are the one
 * connection and standard output. */
int fetch_lock_connected(struct err *err_r);

#endif
