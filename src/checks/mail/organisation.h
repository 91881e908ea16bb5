#ifndef ASSAY_CHECKS_MAIL_ORGANISATION_H
#define ASSAY_CHECKS_MAIL_ORGANISATION_H

#include "checks/mail/letter.h"

enum name_kind {
	NAME_PLAIN,    /* means nothing else */
	NAME_EVERYDAY, /* claims only alone, or beside a word of business */
	NAME_PERSON,   /* is people's name too: only beside a word of business */
};

/* One name of an organization that thieves like to be, out of data/organisations. */
struct organisation {
	const char *name; /* as phrase_fold() leaves it */
	enum name_kind kind;
	const char *domains; /* with spaces between; "x.*" under every country's suffix */
};

extern const struct organisation organisations[];
extern const size_t organisation_count;

/* How much a sender's name says that it is the organization's. */
enum claim {
	CLAIM_NONE,
	CLAIM_BESIDE, /* the name is there beside other words: "Ann Lee (Example)" */
	CLAIM_WHOLE,  /* nothing else is: "Example Support Team" */
};

enum claim organisation_claim(
	struct arena *a, struct span sender_name, const char *name, enum name_kind kind);

/* True when the name of one of the letter's authors claims the organization called
 * `org_name` (any spelling, UTF-8), which means nothing else. */
bool claims_org(struct job *job, struct letter *letter, struct span org_name);

/* The organization that a text claims to be of (CLAIM_WHOLE or CLAIM_BESIDE) and that does not
 * own `domain`; NULL where it names none, or one that does. */
const struct organisation *organisation_named(
	struct arena *a, struct span text, struct span domain);

/* True when mail from `domain` may be the organization's. */
bool organisation_owns(const struct organisation *o, struct span domain);

#endif
