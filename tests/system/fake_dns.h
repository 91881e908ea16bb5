#ifndef ASSAY_TESTS_FAKE_DNS_H
#define ASSAY_TESTS_FAKE_DNS_H

#include <sys/types.h>

/* A name server for faults only, in a child process, on a free UDP port of 127.0.0.1 and
 * without TCP. The first label of the name asked says what happens:
 *
 *	tc...       answered empty with TC set, and TCP is refused
 *	servfail... answered SERVFAIL
 *	refused...  answered REFUSED
 *	silent...   not answered
 *	garbage...  answered with the right id and then noise
 *	twice...    A 192.0.2.N, N being how often this server was asked for such a name
 *	any other   A 192.0.2.1 after `delay_ms`
 *
 * It knows nothing of DNSSEC, as a resolver that strips it. */
struct fake_dns {
	pid_t pid;
	unsigned port;
};

void fake_dns_start(struct fake_dns *server, unsigned delay_ms);
void fake_dns_stop(struct fake_dns *server);

#endif
