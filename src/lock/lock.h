#ifndef ASSAY_LOCK_LOCK_H
#define ASSAY_LOCK_LOCK_H

#include <stddef.h>
#include <sys/resource.h>

#include "base/err.h"

/* What processes give up that read strangers' bytes through large libraries: the broker, the
 * fetcher, an import. Lists of what is refused, not of what is allowed: those libraries change
 * their system calls between releases, and a program that dies of one is no gain. The worker,
 * which holds the letter, has the strict list (isolate/). Each returns 0 or -errno. */

/* A sanitizer needs its files, its memory and ptrace: its build is not locked. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LOCK_IS_ON 0
#elif defined(__has_feature)
#define LOCK_IS_ON (!__has_feature(address_sanitizer))
#else
#define LOCK_IS_ON 1
#endif

/* New privileges, and being looked into by others. */
int lock_privileges(struct err *err_r);

/* Limits of resources; one that is lower already stays. */
struct lock_limit {
	int resource;
	rlim_t most;
};
int lock_limits(const struct lock_limit *limits, size_t count, struct err *err_r);

/* The calls that a hijacked process would want next, whatever it is for: other programs,
 * other processes, keys, the kernel. */
int lock_powers(struct err *err_r);
/* The calls of the list, by number. */
int lock_calls(const int *calls, size_t count, struct err *err_r);

#endif
