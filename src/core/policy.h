#ifndef ASSAY_CORE_POLICY_H
#define ASSAY_CORE_POLICY_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "core/finding.h"

/* What findings weigh: a file of rows, so that no weight stands in code.
 *
 *	# code[/variant]   tier    family    when unknown
 *	mail.from.many     strong  sender    note
 *
 * DANGER needs one strong hit, or two medium ones of different families; CAUTION one
 * medium, or two weak ones of different families at first contact. One weak hit says
 * nothing. Two rules name the findings on which that depends:
 *
 *	rule first-contact mail.first                  a hit of it is a first contact
 *	rule lifts mail.dmarc/proved auth weak         a CLEAR of it takes hits of that family
 *	                                               out of account, up to that tier */

enum tier { TIER_INFO, TIER_WEAK, TIER_MEDIUM, TIER_STRONG };

/* Kinds of evidence that fail independently of each other. */
enum family {
	FAMILY_AUTH,
	FAMILY_SENDER,
	FAMILY_HISTORY,
	FAMILY_CONTENT,
	FAMILY_LINK,
	FAMILY_FILE,	  /* what is in a file */
	FAMILY_NAME,	  /* how a file is called */
	FAMILY_CONTAINER, /* how it is packed */
	FAMILY_BEHAVIOUR,
	FAMILY_KNOWLEDGE, /* lists of what is known */
	FAMILY_ENGINE,
	FAMILIES
};

struct weight {
	enum tier tier;
	enum family family;
	bool unknown_matters; /* UNKNOWN makes the verdict UNDECIDED where nothing was found */
};

struct policy;

/* Reads the rows of `text` into `arena`. A row that cannot be read is an error that names
 * its line. */
int policy_parse(struct arena *arena, struct span text, struct policy **policy_r,
	struct err *err_r);

/* The weight of a finding: of its "code/variant", else of its "code". A code without a row
 * is our fault and weighs as INFO; `known_r` (may be NULL) tells. That there is no memory of
 * people never matters: it is so for every letter, until the user wants one. */
struct weight policy_weight(
	const struct policy *p, const struct finding *f, bool *known_r);

/* True when the finding says that this is a first contact. */
bool policy_is_first_contact(const struct policy *p, const struct finding *f);
/* True when the finding, being CLEAR, lifts hits of `family_r` up to `tier_r`. */
bool policy_lifts(const struct policy *p, const struct finding *f, enum family *family_r,
	enum tier *tier_r);

const char *tier_name(enum tier tier);
const char *family_name(enum family family);

#endif
