#ifndef ASSAY_AUTH_DMARC_WALK_H
#define ASSAY_AUTH_DMARC_WALK_H

#include "auth/dmarc_record.h"

/* The DNS tree walk, RFC 9989 section 4.10, and what it finds (4.10.2). */

enum { DMARC_WALK_MAX = 8 }; /* look-ups; section 4.10: "no more than eight" */

struct dmarc_found {
	struct span domain;
	struct dmarc_record record;
};

struct dmarc_walk {
	struct span start;
	/* A tail of `start`; `start` itself where no record says otherwise. */
	struct span organization;
	struct dmarc_found found[DMARC_WALK_MAX]; /* the longest name first */
	size_t count;
	unsigned asked; /* look-ups; what was only announced is left out */
	/* A question was not answered: the walk ended there, and what stands higher, the
	 * organization too, is not known. */
	enum gap gap;
};

/* `domain` in lower-case A-labels; the walk points into it. Up to eight look-ups. */
struct dmarc_walk dmarc_walk(struct job *job, struct span domain);

/* Sets the same look-ups going. */
void dmarc_walk_announce(struct job *job, struct span domain);

/* The record found at that very domain, or NULL. */
const struct dmarc_record *dmarc_walk_at(
	const struct dmarc_walk *walk, struct span domain);

/* True when `name` is `domain` or stands beneath it. */
bool dmarc_is_within(struct span name, struct span domain);

#endif
