#ifndef ASSAY_PARSE_VCARD_H
#define ASSAY_PARSE_VCARD_H

#include "base/arena.h"

/* Address books as vCards: 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), mixed in one file. */

struct vcard {
	struct span name;    /* UTF-8, one line: FN, else N as "Given Family", else ORG */
	struct span *emails; /* UTF-8, in the order they stand, each with an "@" */
	size_t email_count;
	bool cut; /* over a limit: a longer value, or more lines or addresses, were there */
};

struct vcard_limits {
	size_t lines_max;	/* of one card, as they stand */
	size_t emails_max;	/* of one card */
	size_t value_bytes_max; /* of one property, unfolded */
};

/* How sure it is that `head` begins a file of cards: 0 to 100. */
int vcard_taste(struct span head);

/* Takes the next card off `*rest`, with what stands before it. A card without END:VCARD
 * reaches up to the next BEGIN:VCARD or the end; one within another (AGENT) is skipped.
 * False when none is left. A card may have neither name nor address. */
bool vcard_next(struct arena *a, struct span *rest, const struct vcard_limits *limits,
	struct vcard *card_r);

#endif
