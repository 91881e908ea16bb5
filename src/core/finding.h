#ifndef ASSAY_CORE_FINDING_H
#define ASSAY_CORE_FINDING_H

#include <stdint.h>

#include "core/evidence.h"

/* What one check says about one piece of evidence: never prose, never a score. Words live
 * in report/, weights in the policy file. */

enum finding_state { STATE_CLEAR, STATE_HIT, STATE_UNKNOWN };

/* Why a check could not be made. Each has a sentence of its own. */
enum gap {
	GAP_NONE,
	GAP_OFFLINE,	   /* the user asked for no network */
	GAP_NO_CLIENT,	   /* the connecting address is not known */
	GAP_DNS_TIMEOUT,   /* no answer in time */
	GAP_DNS_SERVFAIL,  /* the name's servers failed */
	GAP_DNS_BOGUS,	   /* DNSSEC says the answer was tampered with */
	GAP_DNS_TRUNCATED, /* the answer did not fit and could not be had whole */
	GAP_QUESTIONS,	   /* the job's allowance of questions was spent */
	GAP_LIMIT,	   /* the letter is over a limit and was not fully read */
	GAP_MEMORY,	   /* the job's memory was spent */
	GAP_TIME,	   /* the job's time was spent */
	GAP_DIED,	   /* the worker ended without an answer */
	GAP_PROTOCOL,	   /* the worker's answer made no sense */
	GAP_UNREADABLE,	   /* not in a form that can be read as what it claims to be */
	GAP_NO_PEOPLE,	   /* no memory of the user's correspondents */
	GAP_PEOPLE,	   /* there is one, and it could not be asked */
	GAP_UNTRUSTED,	   /* somebody says so, but nobody whom the settings trust */
	GAP_OLD,	   /* the letter is older than records of the internet last */
	GAP_SEALED,	   /* locked with a password that is not known */
	GAP_DAMAGED,	   /* broken, so that not all of it could be read */
	GAP_FORMAT,	   /* in a form that nothing here reads */
	GAP_LANGUAGE,	   /* in a language for which there is no list of phrases */
	GAP_REGISTRY,	   /* the domain's registry does not tell */
	GAP_NO_LISTS,	   /* no lists of what is known of addresses */
	GAP_OLD_LIST,	   /* a list is too old to say who is not on it */
	GAPS
};

enum arg_kind { ARG_TEXT, ARG_NUMBER };

/* A named value that the sentence and the JSON show: "domain", "policy", "bits". */
struct arg {
	const char *name; /* lower-case ASCII word, a literal */
	enum arg_kind kind;
	struct span text; /* foreign bytes: escaped where printed */
	int64_t number;
};

enum { FINDING_ARGS_MAX = 8 };

struct finding {
	const char *code;    /* the check's: "mail.dmarc.fail" */
	const char *variant; /* which of the check's cases, or NULL: "reject"; one word.
	                        Policy and sentences are looked up as "code/variant" first,
	                        then as "code" */
	enum finding_state state;
	enum gap gap; /* with STATE_UNKNOWN */
	const struct evidence *evidence;
	struct arg args[FINDING_ARGS_MAX];
	size_t arg_count;
	struct finding *next;
};

const char *finding_state_name(enum finding_state state); /* "clear" "hit" "unknown" */
const char *gap_name(enum gap gap);			  /* "dns-timeout" */

/* Adds a named value to `f` and returns `f`; past FINDING_ARGS_MAX it is our fault. */
struct finding *finding_text(struct finding *f, const char *name, struct span value);
struct finding *finding_number(struct finding *f, const char *name, int64_t value);
/* The value called `name`, or NULL. */
const struct arg *finding_arg(const struct finding *f, const char *name);

#endif
