#ifndef ASSAY_ASK_RESOLVER_H
#define ASSAY_ASK_RESOLVER_H

#include <stdbool.h>
#include <sys/socket.h>

#include "ask/broker.h"

struct ub_ctx;

/* A libunbound context as the settings want it, and whom it forwards to. */
struct resolver {
	struct ub_ctx *ctx; /* asynchronous, in a thread; nothing was asked yet */
	bool forwards;
	struct sockaddr_storage first; /* the first forwarder, for ask/probe.h */
	socklen_t first_bytes;
};

/* Reads every file that is needed: none is opened after this. 0 or -errno. */
int resolver_create(const struct broker_settings *settings, struct resolver *resolver_r,
	struct err *err_r);
void resolver_finish(struct resolver *resolver);

#endif
