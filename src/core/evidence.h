#ifndef ASSAY_CORE_EVIDENCE_H
#define ASSAY_CORE_EVIDENCE_H

#include "base/span.h"

/* One thing that was looked at: the letter, a header field, a part, a signature. Evidence
 * is not a judgement; findings rest on it. */

enum evidence_kind {
	EV_NONE,
	EV_MAIL,   /* a letter; `parsed` is a struct letter (checks/mail/letter.h) */
	EV_HEADER, /* one field of a letter's header; `parsed` is a struct header_field */
	EV_PART,   /* a MIME part; `parsed` is a struct mail_part */
	EV_SIGNATURE, /* a DKIM signature or an ARC set */
	EV_FILES, /* all files that came; `parsed` is a struct files (checks/file/file.h) */
	EV_FILE, /* one of them; `parsed` is a struct file */
	EV_TALK, /* a conversation; `parsed` is a struct talks (checks/talk/talks.h) */
	EV_CHAT, /* one message of it */
	EV_KINDS
};

/* Whose word it is. What a SENDER says is a claim; NETWORK is what others on the way said
 * (DNS, relays); LOCAL is the user's own border or settings; PROVEN is what we verified. */
enum said_by { SAID_BY_SENDER, SAID_BY_NETWORK, SAID_BY_LOCAL, SAID_BY_PROVEN };

/* How much of it was looked at. Everything but WHOLE is named in the report. */
enum seen { SEEN_WHOLE, SEEN_CUT, SEEN_SEALED, SEEN_SKIPPED };

struct evidence {
	unsigned number; /* from 1, in the order found */
	enum evidence_kind kind;
	enum said_by said_by;
	enum seen seen;
	struct span bytes;	       /* within the job's input */
	const struct evidence *parent; /* NULL for the thing itself */
	const char *path;	       /* printable ASCII: "mail/header/From[2]" */
	const void *
		parsed; /* what `kind` says; NULL: its reading was broken off, and no check
			       sees it */
	struct evidence *next; /* in the order found */
};

const char *evidence_kind_name(enum evidence_kind kind);
const char *seen_name(enum seen seen);

#endif
