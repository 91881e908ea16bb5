#ifndef ASSAY_AUTH_SPF_RECORD_H
#define ASSAY_AUTH_SPF_RECORD_H

#include "base/ip.h"

/* One SPF record (RFC 7208 sections 4.5, 4.6.1, 5, 6 and 12) as a list of terms that are
 * read off the text where they are wanted: nothing is copied, whatever its length. */

enum spf_kind {
	SPF_ALL,
	SPF_INCLUDE,
	SPF_A,
	SPF_MX,
	SPF_PTR,
	SPF_IP4,
	SPF_IP6,
	SPF_EXISTS,
	SPF_REDIRECT,
	SPF_EXP,
	SPF_OTHER /* a modifier nobody knows */
};

struct spf_term {
	enum spf_kind kind;
	unsigned char qualifier; /* '+', '-', '~' or '?'; of a modifier: 0 */
	struct span text;	 /* as written */
	struct span domain;	 /* the domain-spec, or empty; a modifier's value */
	unsigned prefix4,
		prefix6; /* of a, mx: 32 and 128 by default; of ip4, ip6: its own */
	struct ip net;	 /* of ip4, ip6 */
};

struct spf_record {
	struct span terms;	   /* all behind the version */
	struct span redirect, exp; /* domain-specs, or empty */
	const char *problem;	   /* what is wrong: a short literal, or NULL */
	struct span problem_at;	   /* the term that is */
};

/* True for a TXT record that is one of SPF, version 1: of any content (section 4.5). */
bool spf_record_is(struct span txt);
/* Judges every term of such a record. False: it has an error, and means nothing. */
bool spf_record_parse(struct span txt, struct spf_record *record_r);
/* The next term of a record that was parsed; `*rest` starts as its `terms`. */
bool spf_record_next(struct span *rest, struct spf_term *term_r);

#endif
