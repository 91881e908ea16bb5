#ifndef ASSAY_FETCH_LOCK_H
#define ASSAY_FETCH_LOCK_H

#include "base/err.h"

/* A sanitizer needs its files, its memory and ptrace: its build is not locked. */
#if defined(__SANITIZE_ADDRESS__)
#define FETCH_IS_LOCKED 0
#elif defined(__has_feature)
#define FETCH_IS_LOCKED (!__has_feature(address_sanitizer))
#else
#define FETCH_IS_LOCKED 1
#endif

/* Before the first byte of a server: new privileges, other programs and the writing of files
 * are given up. 0 or -errno. */
int fetch_lock_start(struct err *err_r);

/* After the login: files, new sockets and new processes too. What is left are the one
 * connection and standard output. */
int fetch_lock_connected(struct err *err_r);

#endif
