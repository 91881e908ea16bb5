#ifndef ASSAY_TESTS_BROKER_CLIENT_H
#define ASSAY_TESTS_BROKER_CLIENT_H

#include <sys/types.h>

#include "ask/message.h"

/* The broker as the front sees it: a child with a socket. */
struct client {
	pid_t pid;
	int fd;
	struct arena *arena; /* of the last answer */
};

/* `resolver` and `anchor` may be NULL. */
void client_start(struct client *c, const char *broker, const char *resolver,
	const char *anchor, unsigned timeout_ms);
/* Closes the socket; the broker's exit status, or -1 when it did not end in two seconds. */
int client_stop(struct client *c);

void client_ask(
	struct client *c, uint32_t id, const char *name, enum dns_type type, bool soon);
/* The next answer: false when none comes in time. */
bool client_wait(
	struct client *c, int timeout_ms, uint32_t *id_r, struct dns_answer *answer_r);

double now_ms(void);

#endif
