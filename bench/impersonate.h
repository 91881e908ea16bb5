#ifndef ASSAY_BENCH_IMPERSONATE_H
#define ASSAY_BENCH_IMPERSONATE_H

#include <stdint.h>

#include "base/arena.h"

/* Letters by thieves, made to measure the checks of people. Whoever makes them knows nothing
 * of the checks, and uses word lists and rules of its own. One seed makes one letter.
 *
 * Every letter comes straight to the user (To is the user's address, no marks of a list),
 * with the border's Received and Authentication-Results on top: proved for its own domain
 * where the thief owns one, and "dmarc=fail (p=none)" where it only bears another's name. */

enum trick {
	TRICK_NEW_FREEMAIL, /* the person's name, a free-mail address made from it */
	TRICK_NEW_DOMAIN,   /* the person's name, an address elsewhere */
	TRICK_SKELETON,	    /* rn for m, 0 for o, 1 for l, a Cyrillic letter */
	TRICK_EDIT,	    /* one letter more, less, other or moved, of six or more */
	TRICK_AFFIX,	    /* known-support.org, secure-known.org, known-WORD.org */
	TRICK_TLD,	    /* known.net */
	TRICK_SUBDOMAIN,    /* known.org.other.net, known-org.net */
	TRICK_LOST_SIGNATURE,
	TRICK_HIJACK_STRANGER,	  /* in a thread of the user's, from nobody known */
	TRICK_HIJACK_PARTICIPANT, /* the same, under the name of one who takes part */
	TRICK_PRETENDED_REPLY,	  /* "Re:" that answers nothing */
	TRICKS
};

/* What must be given for a trick. */
enum trick_wants {
	WANTS_PERSON = 1 << 0,	   /* somebody the user has written to */
	WANTS_OWN_DOMAIN = 1 << 1, /* who is not at a free-mail provider */
	WANTS_PROVED = 1 << 2,	   /* whose letters have been proved */
	WANTS_THREAD = 1 << 3,	   /* a letter of a thread in which the user wrote */
};

struct scene {
	int64_t now_s;
	struct span user; /* the user's address */
	struct span user_name;
	struct span local, domain, org; /* the person's address; the registrable part */
	struct span name;		/* as shown */
	struct span from;		/* the value of the person's From field */
	/* the letter that is answered */
	struct span answered_from, answered_name, answered_id, answered_references;
	struct span answered_subject, answered_text;
};

unsigned trick_wants(enum trick trick);
const char *trick_name(enum trick trick); /* "lookalike-edit" */
/* True for the providers with which anyone opens a mailbox: a list of its own. */
bool impersonate_is_freemail(struct span domain);
/* False where it cannot be done: no letter of the domain has a double, for example. */
bool impersonate(struct arena *a, enum trick trick, const struct scene *scene,
	uint64_t seed, struct span *letter_r);

#endif
