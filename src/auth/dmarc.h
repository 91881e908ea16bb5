#ifndef ASSAY_AUTH_DMARC_H
#define ASSAY_AUTH_DMARC_H

#include "auth/dkim.h"
#include "auth/spf.h"

/* DMARC as RFC 9989 has it (May 2026): the tree walk finds policy and organization; psd,
 * np and t count; pct, rf and ri do not. */

enum dmarc_result {
	DMARC_NONE,
	DMARC_PASS,
	DMARC_FAIL,
	DMARC_TEMPERROR,
	DMARC_PERMERROR,
	DMARC_UNKNOWN /* fails as far as known, but SPF or a key could not be checked */
};
enum dmarc_policy { DMARC_POLICY_NONE, DMARC_POLICY_QUARANTINE, DMARC_POLICY_REJECT };

struct dmarc_outcome {
	enum dmarc_result result;
	enum dmarc_policy
		policy; /* what the owner asks for this letter, after sp, np, t */
	enum dmarc_policy published; /* the same before t=y weakened it */
	bool testing;		     /* t=y */
	struct span author_domain;   /* A-labels, lower case */
	struct span policy_domain;   /* where the record stands, or empty */
	struct span organization;    /* organizational domain of the author */
	bool spf_aligned, dkim_aligned;
	struct span proved_by; /* the aligned domain that passed, or empty */
	/* with FAIL: an aligned signature that does not hold, or NULL; one that still holds
	 * over the header before others */
	const struct dkim_signature *broken;
	unsigned questions;  /* look-ups of the author's tree walk: at most eight */
	enum gap gap;	     /* with TEMPERROR and UNKNOWN */
	const char *problem; /* with PERMERROR */
};

/* Sets the look-ups for the author's policy going, to be in flight beside SPF's and DKIM's. */
void dmarc_announce(struct job *job, struct span author_domain);

/* `spf` may be NULL (no connecting address): then only DKIM can align, and a letter that
 * would fail is UNKNOWN with GAP_NO_CLIENT. */
struct dmarc_outcome dmarc_check(struct job *job, struct span author_domain,
	const struct spf_outcome *spf, const struct dkim_report *dkim);

/* The organizational domain by the tree walk (RFC 9989 section 4.10). */
struct span dmarc_organization(struct job *job, struct span domain);

const char *dmarc_result_name(enum dmarc_result result);
const char *dmarc_policy_name(enum dmarc_policy policy);

#endif
