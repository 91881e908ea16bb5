#ifndef ASSAY_ASK_REPLAY_H
#define ASSAY_ASK_REPLAY_H

#include "base/err.h"
#include "core/job.h"

/* A world out of a text file, for tests and for anyone who wants to judge a letter as of
 * another day without touching the network.
 *
 *	# comment
 *	clock 2026-11-23T00:00:00Z
 *	set client-ip 192.0.2.1
 *	dns example.com TXT "v=spf1 " "-all"      several strings are joined
 *	dns example.com MX 10 mail.example.com
 *	dns mail.example.com A 192.0.2.1
 *	dns 1.2.0.192.in-addr.arpa PTR mail.example.com
 *	dns www.example.com CNAME example.com
 *	dns slow.example.com TIMEOUT              or SERVFAIL BOGUS TRUNCATED NXDOMAIN
 *	dns slow.example.com TXT TIMEOUT          the same for one type only
 *	dns new.example REGISTERED 2026-11-20     told by its registry ("set rdap on" asks it)
 *	secure example.com                        answers at and below are DNSSEC-validated
 *	offline                                   no question about names is answered
 *
 * A memory of people (kept in memory; see people/people.h) is there with any of these rows:
 *
 *	people                                    it is there, and knows nobody
 *	me bob@example.net
 *	sent 2026-01-02 alice@example.com "Alice Example" id=1@x re=2@x to=more@example.com
 *	got 2026-01-03 alice@example.com proved=example.com/s1 id=2@x re=1@x to=bob@example.net
 *	got 2026-01-03 alice@example.com proved=example.com/s1 to=alice@example.net "Alice"
 *	got 2026-01-03 eve@example.org unproved asks mailer=mutt zone=+0100 route=example.org
 *	got 2026-01-04 eve@example.org unproved asks=grave list
 *	card carol@example.org "Carol Example"
 *	allow mail.known.name alice@example.org alice@example.com
 *	people broken                             it is there, and cannot be asked
 *
 * Lists of addresses for payments (core/lists.h) are there, of today, and have nobody, but for
 *
 *	listed 0x12... listed "OFAC" as "A NAME"  or stated, then
 *	lists old                                 a list is out of date; or none
 *
 * Names may be quoted too; inside quotes \\ \" and \xHH are escapes. A name without any row,
 * and without a row beneath it, is NXDOMAIN; a name with other rows only is NODATA. A row
 * "*.name" answers as DNS wildcards do (RFC 4592). */
struct world;

int world_parse(
	struct arena *a, struct span text, struct world **world_r, struct err *err_r);

/* The oracle that answers from the world. */
const struct oracle *world_oracle(struct world *w);
/* Applies clock and settings to the job. Its settings are replaced where the world
 * has any. */
void world_apply(const struct world *w, struct job *job);

#endif
