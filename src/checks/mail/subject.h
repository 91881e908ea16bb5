#ifndef ASSAY_CHECKS_MAIL_SUBJECT_H
#define ASSAY_CHECKS_MAIL_SUBJECT_H

#include "checks/mail/letter.h"

/* The subject, decoded to UTF-8; empty when there is none. */
struct span subject_of(struct job *job, const struct letter *letter);

/* True for "Re:", "AW:", "[list] Sv[2]:" and their kin in many languages; `*prefix_r` is the
 * word before the colon. Forwarded letters ("Fwd:") are new ones. */
bool subject_says_answer(struct span subject, struct span *prefix_r);

#endif
