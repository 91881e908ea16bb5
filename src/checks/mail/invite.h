#ifndef ASSAY_CHECKS_MAIL_INVITE_H
#define ASSAY_CHECKS_MAIL_INVITE_H

#include "checks/mail/letter.h"

/* What the invitations of a letter say (text/calendar, RFC 5545), all of them together:
 * calendars show them, often before anybody has opened the letter. */
struct invite {
	bool any;
	struct span organizer, organizer_name; /* the first; an address, or empty */
	struct span text; /* summaries, descriptions, places, links, a line each */
	bool embedded;	  /* a file stands within */
	bool cut;
};

/* Worked out once a job. */
const struct invite *letter_invite(struct job *job, struct letter *letter);

#endif
