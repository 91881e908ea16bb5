#ifndef ASSAY_FETCH_IMAP_H
#define ASSAY_FETCH_IMAP_H

#include "fetch/connection.h"
#include "parse/imap.h"

/* Our side of an IMAP session (RFC 3501), after the login: commands that read and change
 * nothing. Each is given `timeout_ms`, however slowly or much the server talks. Errors are
 * the connection's, -EREMOTEIO for a command that the server refuses, and -EPROTO for a
 * server that does not keep to the protocol. */
struct session {
	struct connection *connection;
	unsigned timeout_ms;
	unsigned char *buffer;
	size_t have; /* bytes in the buffer */
	size_t done; /* bytes of it that were read as responses */
	unsigned commands;
	struct arena *scratch; /* of one response */
};

void session_init(
	struct session *s, struct arena *a, struct connection *c, unsigned timeout_ms);
void session_end(struct session *s);

/* What is done with each untagged response of a command; not 0 ends the session. */
struct session_taker {
	int (*take)(void *state, const struct imap_response *r, struct err *err_r);
	void *state;
};

/* The words of CAPABILITY, copied to `a`. */
int session_capabilities(
	struct session *s, struct arena *a, struct span *words_r, struct err *err_r);

/* Every mailbox, with special uses when `special_use` asks for them (RFC 5258, 6154). */
int session_list(struct session *s, bool special_use, const struct session_taker *taker,
	struct err *err_r);

struct session_box {
	uint32_t uid_validity; /* 0: the server does not say */
	uint32_t exists;
};

/* Opens a mailbox to be read only. */
int session_examine(struct session *s, struct span name, struct session_box *box_r,
	struct err *err_r);

/* The UIDs of letters above `above`, ascending, each once; not more than `most`. */
struct session_uids {
	uint32_t *uids;
	size_t count;
};
int session_uids(struct session *s, struct arena *a, uint32_t above, size_t most,
	struct session_uids *uids_r, struct err *err_r);

/* UID, date of arrival and the first `header_max` bytes of the header section of the letters
 * from `first` to `last`, none of them marked as seen. */
int session_headers(struct session *s, uint32_t first, uint32_t last,
	const struct session_taker *taker, struct err *err_r);

/* Foreign text for a sentence: printable ASCII, not much of it. */
const char *session_printable(struct arena *a, struct span s);

#endif
