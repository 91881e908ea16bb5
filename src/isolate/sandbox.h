#ifndef ASSAY_ISOLATE_SANDBOX_H
#define ASSAY_ISOLATE_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* The locks of a worker, one file per operating system. They close in two stages: the
 * template may fork and take descriptors but open nothing; a child that holds a job may
 * only use memory and talk on the sockets it has. Nothing unlocks again. */

/* False with a sentence where the locks cannot work at all: in a sanitizer build. */
bool sandbox_is_possible(struct err *err_r);

enum sandbox_lock { LOCK_USER, LOCK_SWITCHES, LOCK_LANDLOCK, LOCK_CALLS, SANDBOX_LOCKS };

/* Closes one lock of the template alone: for tests, which try each by itself. */
int sandbox_close_lock(enum sandbox_lock lock, struct err *err_r);

/* Locks the template, before it forks for the first time: no user id of root, no file, no
 * network, no new program. 0 or -errno; the sentence names the lock that is missing. */
int sandbox_enter_template(struct err *err_r);

struct sandbox_limits {
	uint64_t memory_bytes; /* beyond what the template uses */
	uint64_t cpu_s;	       /* beyond what the process has used */
	bool takes_more;       /* further jobs will come, and with them descriptors */
};

/* Locks a child that holds its job and has not yet looked at it. 0 or -errno. */
int sandbox_enter_child(const struct sandbox_limits *limits, struct err *err_r);
/* Sets the CPU time of the next job of a locked child that takes more. */
int sandbox_allow_cpu(uint64_t cpu_s);

#endif
