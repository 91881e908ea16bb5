#ifndef ASSAY_AUTH_DKIM_H
#define ASSAY_AUTH_DKIM_H

#include "core/job.h"
#include "parse/mail.h"

/* DomainKeys Identified Mail: RFC 6376, 8301 (no SHA-1, no key under 1024 bits), 8463
 * (Ed25519). Every signature is judged; the body is hashed in one pass for all of them. */

enum dkim_result {
	DKIM_NONE,
	DKIM_PASS,
	DKIM_FAIL,
	DKIM_NEUTRAL,
	DKIM_POLICY,
	DKIM_TEMPERROR,
	DKIM_PERMERROR
};

/* Why it is not a pass. Each has a short name for the JSON. */
enum dkim_why {
	DKIM_WHY_NONE,
	DKIM_WHY_SYNTAX,	/* the field is no tag list, or a tag is broken */
	DKIM_WHY_VERSION,	/* v= is not 1 */
	DKIM_WHY_MISSING_TAG,	/* a required tag is absent */
	DKIM_WHY_ALGORITHM,	/* a= unknown, or rsa-sha1 (RFC 8301) */
	DKIM_WHY_CANON,		/* c= unknown */
	DKIM_WHY_QUERY,		/* q= offers nothing we know */
	DKIM_WHY_IDENTITY,	/* i= is not within d= */
	DKIM_WHY_FROM_UNSIGNED, /* h= lacks From */
	DKIM_WHY_EXPIRED,	/* POLICY: intact, but x= lies in the past */
	DKIM_WHY_TIMES,		/* x= before t= */
	DKIM_WHY_KEY_NONE,	/* no key record */
	DKIM_WHY_KEY_SYNTAX,	/* the key record is broken */
	DKIM_WHY_KEY_REVOKED,	/* p= is empty */
	DKIM_WHY_KEY_MISMATCH, /* key type, hash, service or t=s do not fit the signature */
	DKIM_WHY_KEY_WEAK,     /* under 1024 bits */
	DKIM_WHY_KEY_UNREACHABLE, /* the question was not answered: `gap` says why */
	DKIM_WHY_BODY,		  /* the body hash differs */
	DKIM_WHY_SIGNATURE,	  /* the signature does not verify */
	DKIM_WHY_LENGTH,	  /* l= is larger than the body */
	DKIM_WHYS
};

struct dkim_signature {
	const struct header_field *field;
	size_t index; /* 0 is the topmost DKIM-Signature */
	enum dkim_result result;
	enum dkim_why why;
	enum gap gap;			  /* with TEMPERROR */
	struct span domain;		  /* d=, as written */
	struct span selector;		  /* s= */
	struct span identity;		  /* i=, or empty */
	struct span algorithm;		  /* a= */
	unsigned key_bits;		  /* 0 when no key was had */
	bool testing;			  /* the key's t=y */
	bool dnssec;			  /* the key came validated */
	bool body_limited;		  /* l= is there */
	uint64_t body_signed, body_bytes; /* canonical bytes: signed, and all */
	bool header_intact; /* the key signed this header, whatever became of the body */
	bool from_added;    /* more From fields than are signed */
	struct span *added; /* names of signed fields that stand more often than signed */
	size_t added_count;
	int64_t signed_s, expires_s; /* t= and x=, or INT64_MIN */
};

struct dkim_report {
	struct dkim_signature *signatures; /* topmost first */
	size_t count;
	bool cut; /* more signatures than the budget */
};

/* Judges as of job->now_s. */
struct dkim_report dkim_check(struct job *job, const struct mail *mail);
/* Judges as of the time at which the letter came: a letter that lay in a mailbox for a year
 * has not expired by that (RFC 6376 section 3.5, x=). */
struct dkim_report dkim_check_at(
	struct job *job, const struct mail *mail, int64_t came_s);

const char *dkim_result_name(enum dkim_result result);
const char *dkim_why_name(enum dkim_why why); /* "body-hash" */

#endif
