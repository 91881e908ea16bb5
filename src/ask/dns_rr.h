#ifndef ASSAY_ASK_DNS_RR_H
#define ASSAY_ASK_DNS_RR_H

#include "core/ask.h"

/* Turns a DNS message, as a resolver answers it, into the answer to a question of `type`:
 * OK, NODATA or NXDOMAIN, TRUNCATED when its TC bit is set, and SERVFAIL for another rcode
 * and for anything malformed. CNAMEs are followed as far as the message goes. `secure` and
 * `ttl_s` stay 0: they are the resolver's to say. Records are copied into `a`. */
void dns_reply_read(struct arena *a, struct span packet, enum dns_type type,
	struct dns_answer *answer_r);

#endif
