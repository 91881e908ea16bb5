#ifndef ASSAY_CHECKS_MAIL_PROOF_H
#define ASSAY_CHECKS_MAIL_PROOF_H

#include "checks/mail/letter.h"
#include "core/people.h"

/* Whether the author's domain is proved, whether or not its owner asks for DMARC: what was
 * verified here first, then what the user's border wrote down. */
struct letter_proof {
	enum memo_proof proof;
	struct span by,
		selector; /* with PROOF_GIVEN: the aligned domain; its key, or empty */
	bool changed_on_way; /* with PROOF_UNKNOWN: the author signed this header, the body was
	                        changed since, as lists do */
	enum gap gap;	     /* with PROOF_UNKNOWN: why, or GAP_NONE */
};

/* Works it out once; asks the DNS. */
const struct letter_proof *letter_proof(struct job *job, struct letter *letter);

/* True when a signature, or the envelope, proves that the organization sent this: for lists and
 * services, which are not the author. Asks the DNS. */
bool letter_is_proved_by(struct job *job, struct letter *letter, struct span org);

/* What the border alone says, for letters that are learned and not judged: no question. */
struct letter_proof letter_proof_of_border(struct job *job, const struct letter *letter);

#endif
