#ifndef ASSAY_AUTH_ARC_H
#define ASSAY_AUTH_ARC_H

#include "core/job.h"
#include "parse/authres.h"
#include "parse/mail.h"

/* Authenticated Received Chain, RFC 8617: verified, never sealed. A chain that passes
 * proves who sealed it and nothing of what they claim; whom to believe is a setting. */

enum arc_result { ARC_NONE, ARC_PASS, ARC_FAIL, ARC_TEMPERROR };

struct arc_set {
	unsigned instance;	 /* 1 is the first sealer */
	struct span seal_domain; /* d= of ARC-Seal */
	struct span sign_domain; /* d= of ARC-Message-Signature */
	struct span cv;		 /* cv= of ARC-Seal */
	struct authres authres;	 /* ARC-Authentication-Results: the sealer's claim */
	bool seal_verified;
	bool message_verified; /* checked for the newest, and down to the oldest pass */
};

struct arc_report {
	enum arc_result result;
	struct arc_set *sets; /* by instance, 1 first */
	size_t count;
	const char *problem; /* why FAIL: a short literal, else NULL */
	enum gap gap;	     /* with TEMPERROR */
	unsigned
		oldest_pass; /* with PASS: the letter is unchanged since this instance signed
	                         it; 0 when all message signatures verify (RFC 8617 5.2) */
};

struct arc_report arc_check(struct job *job, const struct mail *mail);

/* How many of the newest sets, without a gap, are sealed by domains that the settings
 * trust ("sealer"); 0 unless the chain passes. Only what those sets say may be believed:
 * an older sealer's words went through hands that nobody vouches for. */
size_t arc_trusted_sets(const struct job *job, const struct arc_report *report);
/* True when the newest sealer is trusted. */
bool arc_is_trusted(const struct job *job, const struct arc_report *report);
/* What the trusted sets say of a method ("dmarc", "spf", "dkim"): the newest clause with
 * result "pass", else the newest clause, else NULL. `*set_r` (may be NULL): whose word. */
const struct authres_clause *arc_trusted_clause(const struct job *job,
	const struct arc_report *report, const char *method,
	const struct arc_set **set_r);

const char *arc_result_name(enum arc_result result);

#endif
