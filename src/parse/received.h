#ifndef ASSAY_PARSE_RECEIVED_H
#define ASSAY_PARSE_RECEIVED_H

#include <stdint.h>

#include "base/arena.h"
#include "base/ip.h"
#include "parse/got.h"

/* One Received field (RFC 5321 section 4.4), in the shapes that real servers write:
 * Postfix, Exim, sendmail, Exchange, Google, qmail. */
struct received {
	struct span helo;      /* what the client called itself ("from X") */
	struct span rdns;      /* the name in the comment, or empty */
	struct ip client;      /* the connecting address; bits == 0 when none is named */
	struct span by;	       /* the host that wrote the field */
	struct span with;      /* protocol, as written */
	struct span mail_from; /* "(envelope-from <x>)" where the server writes it */
	bool has_from;	       /* it says whom the letter was taken from */
	int64_t date_s;	       /* Unix time, or INT64_MIN */
};

enum got received_parse(struct arena *a, struct span value, struct received *received_r);

#endif
