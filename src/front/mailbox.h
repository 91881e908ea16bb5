#ifndef ASSAY_FRONT_MAILBOX_H
#define ASSAY_FRONT_MAILBOX_H

#include "front/options.h"

/* Letters of an IMAP mailbox, by the program assay-fetch, which alone holds the network. */

enum { MAILBOX_PASSWORD_BYTES = 1024 };

struct mailbox_settings {
	const char *url;	       /* imaps://user@host/ */
	const struct options *options; /* folder, received, password-file, ca, programs */
	/* Room of MAILBOX_PASSWORD_BYTES. An empty one is read from a file or asked of the user,
	 * and kept there for the next time; the caller wipes it. */
	char *password;
	/* One letter's header; an error ends the reading. */
	int (*take)(void *state, struct span letter, struct err *err_r);
	/* The letter (its UID) up to which `folder` was read before, or 0; and up to which all
	 * was handed to `take` now. The name tells folder, mailbox and UIDVALIDITY. NULL: each
	 * folder is read from its start. */
	uint32_t (*known)(void *state, const char *folder);
	void (*done)(void *state, const char *folder, uint32_t uid);
	void *state;
};

bool mailbox_is_url(const char *source);
/* 0; -EACCES: the server did not let us in; -EINVAL: no password; -ENOENT: no such file of
 * one; what `take` returned; or another -errno. */
int mailbox_fetch(const struct mailbox_settings *settings, struct err *err_r);

#endif
