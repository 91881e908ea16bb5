#ifndef ASSAY_CHECKS_MAIL_SENDER_H
#define ASSAY_CHECKS_MAIL_SENDER_H

#include "checks/mail/letter.h"

/* What the checks of the sender line and its neighbours share. */

/* True for what a machine answered or reports: it speaks for others (RFC 3834). */
bool sender_is_automatic(struct job *job, const struct letter *letter);

/* Says that nothing was found in the header: CLEAR, or UNKNOWN where the header was not
 * read to its end, for what stands in the unread part is not known to be absent. */
void sender_nothing(struct job *job, const struct evidence *on);

/* True when the header was read to its end. */
bool sender_header_whole(const struct evidence *on);

/* The `nth` header field called `name` (a literal), as evidence beneath the letter. */
const struct evidence *sender_field(
	struct job *job, const struct evidence *on, const char *name, size_t nth);

/* The addresses of all fields called `name`, in order, up to the budget's recipients. */
struct address_list sender_addresses(
	struct job *job, const struct letter *letter, const char *name);

/* The value of the topmost such field, unfolded; empty when there is none. */
struct span sender_value(struct job *job, const struct letter *letter, const char *name);

/* "local@domain", for a finding. */
struct span sender_address(struct job *job, const struct address *address);

/* True when both mailboxes are the same one, ASCII letters folded. */
bool sender_same_mailbox(const struct address *a, const struct address *b);

/* What judging one address came to: it added a hit, or it could not look at all of it. */
enum sender_sight { SENDER_CLEAN, SENDER_LIMIT, SENDER_HIT };

typedef enum sender_sight sender_judge(
	struct job *job, const struct evidence *on, const struct address *address);

/* Judges each address of From , up to the budget's authors, and says so when there was
 * no hit: CLEAR, or UNKNOWN where some were not looked at. */
void sender_judge_each(struct job *job, const struct evidence *on, sender_judge *judge);

/* True when the letter came through a mailing list or a group. */
bool sender_is_list(const struct letter *letter);

/* True when a list has put its own address in From and says so in the name ("A via B"):
 * the address is then also one of the recipients. */
bool sender_is_munged(struct job *job, const struct letter *letter);

/* True for the providers with which anyone opens a mailbox. `domain` in any case. */
bool sender_is_freemail(struct span domain);

#endif
