#ifndef ASSAY_ASK_MESSAGE_H
#define ASSAY_ASK_MESSAGE_H

#include "base/text.h"
#include "core/ask.h"

/* Questions and answers as packets between processes. Each packet is one message on a
 * SOCK_SEQPACKET socket, so there is no framing; numbers are little-endian. Whatever reads
 * one treats it as hostile: false for anything that is not exactly such a message. */

enum { MESSAGE_BYTES_MAX = 96 * 1024 };

/* True for a SOCK_SEQPACKET socket. */
bool message_fits_socket(int fd);

struct question {
	uint32_t id; /* chosen by the asker, unique among its open ones */
	enum dns_type type;
	bool soon; /* announced only: no answer is sent until it is asked in earnest */
	struct span name;
};

void question_write(struct text *t, const struct question *q);
bool question_read(struct span bytes, struct question *question_r);

/* An answer whose records do not fit into MESSAGE_BYTES_MAX is written as DNS_TRUNCATED. */
void answer_write(struct text *t, uint32_t id, const struct dns_answer *answer);
/* Records are copied into `a`. */
bool answer_read(
	struct arena *a, struct span bytes, uint32_t *id_r, struct dns_answer *answer_r);
/* True when every record is one of `type`: 4 bytes for A, 16 for AAAA, a day for REGISTERED, at
 * most 253 for a host. The packet does not say the type; who asked knows it. */
bool answer_fits(const struct dns_answer *answer, enum dns_type type);

#endif
