#ifndef ASSAY_ASK_BROKER_H
#define ASSAY_ASK_BROKER_H

#include "base/err.h"

/* The broker: a process that has the network and no hostile letter. It reads questions
 * (ask/message.h) from one socket, keeps many look-ups in flight in a validating resolver
 * with a cache (libunbound), and writes each answer as it comes. */

struct broker_settings {
	const char *resolver;	  /* as in struct crew_settings */
	const char *trust_anchor; /* file, or NULL */
	unsigned timeout_ms;	  /* for one question */
};

/* Serves until the socket is closed. 0 or -errno. */
int broker_run(int fd, const struct broker_settings *settings, struct err *err_r);

#endif
