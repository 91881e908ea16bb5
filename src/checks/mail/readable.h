#ifndef ASSAY_CHECKS_MAIL_READABLE_H
#define ASSAY_CHECKS_MAIL_READABLE_H

#include "checks/mail/letter.h"

/* What the letter's own author says in it, as UTF-8 text: its text/plain parts, else its
 * text/html parts without the tags, up to the budget's `text`; without lines quoted from
 * other letters and without the lines of patches. Worked out once a job. */
struct span letter_text(struct job *job, struct letter *letter);

/* The same of its text/html parts alone, for what must not be missed: most programs show
 * them and not the plain ones. Targets of links stand in it as " <https://...> ". */
struct span letter_html_text(struct job *job, struct letter *letter);

/* All that its text parts show, with what they quote: plain ones, else pages. */
struct span letter_whole_text(struct job *job, struct letter *letter);

/* `text` without the signature ("-- ") and the footer of a list at its end, where these
 * are as short as such are. */
struct span text_without_signature(struct span text);

#endif
