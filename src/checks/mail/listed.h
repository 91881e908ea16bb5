#ifndef ASSAY_CHECKS_MAIL_LISTED_H
#define ASSAY_CHECKS_MAIL_LISTED_H

#include "checks/mail/wallet.h"
#include "core/check.h"
#include "core/lists.h"

/* Addresses of a letter or a conversation against the lists: shared by mail.listed and
 * talk.listed. */

/* The one of which the lists say the gravest, with what they say, or NULL; what kept one from
 * being looked up stands in `gap_r`. */
const struct wallet_named *listed_gravest(struct job *job, const struct wallets *w,
	const struct lists_told **told_r, enum gap *gap_r);
const char *listed_variant(enum lists_standing standing);
/* The values of the sentence. */
void listed_tell(
	struct finding *f, const struct wallet_named *w, const struct lists_told *told);

#endif
