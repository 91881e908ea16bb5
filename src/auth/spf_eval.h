#ifndef ASSAY_AUTH_SPF_EVAL_H
#define ASSAY_AUTH_SPF_EVAL_H

#include "auth/spf.h"
#include "auth/spf_macro.h"
#include "auth/spf_record.h"

/* What the two halves of one check_host() share: spf.c walks the records, spf_match.c
 * judges their terms. For nobody else. */

enum {
	SPF_LOOKUPS_MAX = 10, /* section 4.6.4 */
	SPF_VOIDS_MAX = 2,    /* the same */
	SPF_HOSTS_MAX = 10,   /* MX and PTR records followed */
};

enum spf_match { SPF_MATCH_NO, SPF_MATCH_YES, SPF_MATCH_TEMPERROR, SPF_MATCH_PERMERROR };

struct spf_eval {
	struct job *job;
	struct spf_macros macros;
	struct spf_outcome outcome;
	struct span name, named_for; /* %{p}, and the domain for which it was chosen */
	enum spf_match trouble;	     /* an error met while macros were expanded */
	bool explaining;	     /* the result stands: nothing counts any more */
	unsigned announced, depth;
};

/* Both note why in the outcome and return the match that they are. */
enum spf_match spf_permerror(struct spf_eval *e, const char *problem);
enum spf_match spf_temperror(struct spf_eval *e, enum dns_status status);
/* False when all ten are spent. */
bool spf_count_lookup(struct spf_eval *e);
/* True for an answer that found nothing. */
bool spf_is_void(enum dns_status status);
/* A or AAAA, as the client is. */
enum dns_type spf_address_type(const struct spf_eval *e);

/* The domain-spec expanded, or the current domain for an empty one; empty for what can be
 * no name. SPF_MATCH_YES, or the error met on the way. */
enum spf_match spf_target(struct spf_eval *e, struct span spec, struct span *target_r);
/* Does the term match? A modifier never does. */
enum spf_match spf_match_term(struct spf_eval *e, const struct spf_term *t);
/* %{p}, for struct spf_macros; `state` is the evaluation. */
struct span spf_client_name(void *state);

/* The record of `domain` evaluated, in spf.c: what an include asks. */
enum spf_result spf_check_host(struct spf_eval *e, struct span domain);

#endif
