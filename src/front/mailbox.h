#ifndef ASSAY_FRONT_MAILBOX_H
#define ASSAY_FRONT_MAILBOX_H

#include "front/options.h"
#include "people/people.h"

/* Letters of an IMAP mailbox, by the program assay-fetch, which alone holds the network. */

struct mailbox_settings {
	const char *url;	       /* imaps://user@host/ */
	const struct options *options; /* folder, password-file, ca, programs */
	/* Remembers how far each folder was read; NULL: from the start, and nothing is kept. */
	struct people *people;
	/* One letter's header; an error ends the reading. */
	int (*take)(void *state, struct span letter, struct err *err_r);
	void *state;
};

bool mailbox_is_url(const char *source);
/* 0; -EACCES: the server did not let us in; what `take` returned; or another -errno. */
int mailbox_fetch(const struct mailbox_settings *settings, struct err *err_r);

#endif
