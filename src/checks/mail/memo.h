#ifndef ASSAY_CHECKS_MAIL_MEMO_H
#define ASSAY_CHECKS_MAIL_MEMO_H

#include "checks/mail/letter.h"
#include "core/people.h"

/* What the memory keeps of a letter: for `struct registry`. */

/* Of a letter that was judged: with what was proved of it. False when there is nothing to
 * keep (no author). */
bool memo_of_judged(struct job *job, struct memo *memo_r);

/* The same without what was proved and asked: who, to whom, in which thread, how made. */
bool memo_of_letter(struct job *job, const struct letter *letter, struct memo *memo_r);

/* The organization of the computer that handed the letter to the user's border, or empty. */
struct span memo_route(struct job *job, const struct letter *letter);

/* Of many letters that are not judged. `batch` is what the front made of a mailbox: for each
 * item u8 kind, u32 bytes (little-endian), the bytes. Gives each memo to `take`; what
 * cannot be read is passed over. */
enum batch_kind { BATCH_SENT = 1, BATCH_RECEIVED, BATCH_CARDS, BATCH_KINDS };

void memo_learn(struct job *job, struct span batch,
	void (*take)(void *state, const struct memo *memo), void *state);

#endif
