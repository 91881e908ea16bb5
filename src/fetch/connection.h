#ifndef ASSAY_FETCH_CONNECTION_H
#define ASSAY_FETCH_CONNECTION_H

#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"

/* A mail server after the login: bytes to it and from it, each with a deadline. Errors are
 * -EACCES for a login that is refused, and for the network's -ETIMEDOUT, -EHOSTUNREACH or
 * -ECONNRESET: all else is not mended by waiting. */
struct connection;

struct connection_settings {
	const char *url; /* imap(s)://user@host[:port]/ */
	const char *ca;	 /* file of the only authorities that are trusted, or NULL */
	const char *password;
	unsigned timeout_ms; /* for all up to the end of the login */
};

/* Encrypted and with a certificate that is checked, always; only a server on this machine's
 * loopback may have no encryption to offer. */
int connection_open(struct arena *a, const struct connection_settings *settings,
	struct connection **c_r, struct err *err_r);
int connection_send(
	struct connection *c, struct span bytes, int64_t deadline_ms, struct err *err_r);
/* How many bytes came, at least one, or -errno. */
ssize_t connection_receive(struct connection *c, void *to, size_t room,
	int64_t deadline_ms, struct err *err_r);
void connection_close(struct connection **c);

/* The clock of deadlines. */
int64_t connection_now_ms(void);

#endif
