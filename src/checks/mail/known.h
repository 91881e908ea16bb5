#ifndef ASSAY_CHECKS_MAIL_KNOWN_H
#define ASSAY_CHECKS_MAIL_KNOWN_H

#include "checks/mail/letter.h"
#include "checks/mail/sender.h"

/* What the checks that stand on the memory of people share. */

/* A letter with what the memory says of its author. */
struct known {
	struct job *job;
	const struct evidence *on;
	struct letter *letter;
	const struct people_answer *a;
	const struct party *author;
};

/* False when there is nothing to judge: it was then said that nothing was found, or that the
 * memory did not answer. */
bool known_begin(struct job *job, const struct evidence *on, struct known *k);

/* How well somebody is known. Whoever writes to the user may get an answer; whom the user
 * writes to unasked is another matter, and letters over time make somebody established. */
enum standing {
	STANDING_NONE,
	STANDING_ANSWERED,
	STANDING_WRITTEN_TO,
	STANDING_ESTABLISHED
};
enum standing known_standing(const struct known *k, const struct acquaintance *q);
/* True when `q` is better known than `other`; among equals that are not established, the
 * one who was known first. Only that can be imitated by `other`. */
bool known_is_better(const struct known *k, const struct acquaintance *q,
	const struct acquaintance *other);

/* "local@domain" of the author. */
struct span known_author_address(const struct known *k);

/* True when the user asked for silence about the running check for this pair; that is then
 * said as CLEAR, variant "allowed". */
bool known_is_allowed(const struct known *k, struct span other);

/* Whether the letter came through a mailing list. Its marks are the sender's word; a list that
 * the user posts to, and that is proved to have sent this, is another matter: what it carries
 * is addressed to everybody, and people write there from all their addresses. UNSURE: the
 * user posts to it, and who delivered the letter is not known. */
enum list_kind { LIST_NONE, LIST_CLAIMED, LIST_UNSURE, LIST_KNOWN };
enum list_kind known_list(const struct known *k);

#endif
