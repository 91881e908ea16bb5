#ifndef ASSAY_CHECKS_MAIL_TOLD_H
#define ASSAY_CHECKS_MAIL_TOLD_H

#include "core/job.h"
#include "core/people.h"
#include "parse/account.h"

/* What people say are accounts of theirs, in letters and in conversations: remembered under
 * their name, and held against the accounts that bear it on another channel. */

enum { TOLD_MAX = 8 };

struct told {
	struct account list[TOLD_MAX]; /* each once, as it stands in the text */
	size_t count;
};

/* Adds the accounts in `text` that bear the name of who wrote it. */
void told_find(struct span text, struct span writer, struct told *told);
/* Leaves what is told for the memory. */
void told_keep(struct arena *a, const struct told *told, struct memo *memo);

/* What others of the name said of their account on this one's channel, where it is another than
 * `seen`; empty where they said nothing, or named this one among others. Mailboxes of one
 * organization do not differ, but for those that anybody can have. */
struct span told_differently(
	struct job *job, const struct people_answer *answer, const struct account *seen);
/* Whether the mailboxes are of different owners in that sense. */
bool told_mailboxes_differ(struct arena *a, struct span one, struct span other);

#endif
