#ifndef ASSAY_CHECKS_MAIL_ASKS_H
#define ASSAY_CHECKS_MAIL_ASKS_H

#include "checks/mail/phrase.h"
#include "checks/mail/readable.h"
#include "core/people.h"

/* What the letter wants of its reader: bits of enum ask_kind. A fact about the letter, no
 * blame: honest letters ask for things daily. Of a letter that was cut it is what was seen
 * (letter->text_cut). Worked out once a job. */
unsigned letter_asks(struct job *job, struct letter *letter);

/* The same of text and of a file's name alone. `*listed_r` tells whether there are phrases for
 * the text's language; it may be NULL. */
unsigned asks_in_text(struct arena *a, struct span text, enum phrase_listed *listed_r);
bool asks_is_program(struct span file_name);

/* The plot that these asks of a stranger add up to, and of which it is made; NULL: none.
 * "fix" (something of the reader's is broken, and a program or command repairs it), "code"
 * (work is offered, and code is to be run for it), "offer" (work, and a secret, a locked file
 * or a program), "test" (work, and a test behind a link), "file" (work, and a document), "pay" (money, at once, in secret). */
const char *asks_plot(unsigned asks, unsigned *made_of_r);

#endif
