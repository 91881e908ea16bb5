#ifndef ASSAY_ASK_PROBE_H
#define ASSAY_ASK_PROBE_H

#include <sys/socket.h>

#include "core/ask.h"

/* Why did a look-up fail? libunbound says SERVFAIL for a server that failed, one that was
 * silent, and one whose answer was cut and that refused TCP. One plain question over UDP
 * to the forwarder tells them apart. Its answer is never used as an answer. */

/* Sends the question; the descriptor of a non-blocking socket, or -1. */
int probe_send(const struct sockaddr_storage *to, socklen_t to_bytes, struct span name,
	enum dns_type type);
/* What came: SERVFAIL or TRUNCATED. False while nothing that is an answer has come. */
bool probe_read(int fd, enum dns_status *status_r);

#endif
