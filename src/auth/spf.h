#ifndef ASSAY_AUTH_SPF_H
#define ASSAY_AUTH_SPF_H

#include "base/ip.h"
#include "core/job.h"

/* Sender Policy Framework, RFC 7208 whole. */

enum spf_result {
	SPF_NONE,
	SPF_NEUTRAL,
	SPF_PASS,
	SPF_FAIL,
	SPF_SOFTFAIL,
	SPF_TEMPERROR,
	SPF_PERMERROR
};

struct spf_query {
	struct ip client;
	struct span helo; /* the name in HELO or EHLO */
	struct span
		mail_from; /* reverse-path without brackets; empty: postmaster@helo (2.4) */
	struct span receiver; /* for the "r" macro; empty: "unknown" */
};

struct spf_outcome {
	enum spf_result result;
	struct span domain;	 /* the domain that was checked, as asked */
	bool by_helo;		 /* mail_from was empty */
	struct span mechanism;	 /* the term that matched, as written, or empty */
	struct span explanation; /* of exp= on FAIL, US-ASCII, or empty */
	const char *problem; /* why PERMERROR or TEMPERROR: a short literal, else NULL */
	enum gap gap;	     /* with TEMPERROR: which trouble it was */
	unsigned lookups, voids; /* counted as sections 4.6.4 says */
};

/* check_host() for the query, with IDN domains as A-labels (section 4.3). Asks through
 * the job; pure otherwise. */
struct spf_outcome spf_check(struct job *job, const struct spf_query *query);

const char *spf_result_name(enum spf_result result); /* "softfail" */

#endif
