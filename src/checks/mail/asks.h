#ifndef ASSAY_CHECKS_MAIL_ASKS_H
#define ASSAY_CHECKS_MAIL_ASKS_H

#include "checks/mail/readable.h"
#include "core/people.h"

/* What the letter wants of its reader: bits of enum ask_kind. A fact about the letter, no
 * blame: honest letters ask for things daily. Of a letter that was cut it is what was seen
 * (letter->text_cut). Worked out once a job. */
unsigned letter_asks(struct job *job, struct letter *letter);

/* The same of text and of a file's name alone. */
unsigned asks_in_text(struct arena *a, struct span text);
bool asks_is_program(struct span file_name);

#endif
