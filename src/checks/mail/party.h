#ifndef ASSAY_CHECKS_MAIL_PARTY_H
#define ASSAY_CHECKS_MAIL_PARTY_H

#include "checks/mail/letter.h"
#include "core/people.h"

/* Addresses in the form in which the memory of people compares them. */

/* party_make() of an address. */
bool party_of_address(
	struct job *job, const struct address *address, struct party *party_r);

/* The one mailbox that From names, however often and with whatever commas in its name; false
 * where there is none, or several. */
bool party_of_author(struct job *job, const struct letter *letter, struct party *party_r);

/* Without angles and comments; empty when there is none. */
struct span party_message_id(struct job *job, const struct letter *letter);

/* The Message-IDs of In-Reply-To and References, the nearest first, each once, at most
 * PEOPLE_IDS_MAX. */
size_t party_thread_ids(
	struct job *job, const struct letter *letter, struct span **ids_r);

#endif
