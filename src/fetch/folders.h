#ifndef ASSAY_FETCH_FOLDERS_H
#define ASSAY_FETCH_FOLDERS_H

#include "fetch/imap.h"

/* Which mailboxes hold what the user sent. */
struct folders {
	struct span *names; /* as the server writes them */
	size_t count;
};

/* Adds the mailboxes that the server marks as \Sent (RFC 6154) or, where it marks none, those
 * with a name that mail programs give to them. */
int folders_find_sent(
	struct session *s, struct arena *a, struct folders *found, struct err *err_r);
/* False when there is no room for one more. */
bool folders_add(struct arena *a, struct folders *f, struct span name);

/* A name as packets carry it: bytes outside of "!" to "~", and "%", as "%41". */
struct span folder_encode(struct arena *a, struct span name);

#endif
