#ifndef ASSAY_CHECKS_LINK_LINKS_H
#define ASSAY_CHECKS_LINK_LINKS_H

#include "checks/mail/letter.h"
#include "parse/link/unwrap.h"

/* The links of a letter, from its pages and its plain text, each with where it really leads.
 * What is quoted from other letters is not its author's. */

struct link {
	struct span shown; /* the words upon it; empty in plain text */
	struct url first;  /* as it is written */
	struct url last;   /* behind the redirects that can be read */
	const char *by;	   /* whose redirect it is, or NULL */
	bool opaque; /* a redirect that does not show where it leads: `last` is not the end */
};

struct links {
	struct link *list;
	size_t count;
	bool cut; /* more stand behind a limit */
};

/* Worked out once a job. */
const struct links *letter_links(struct job *job, struct letter *letter);

/* The host that the words of a link show, where they are nothing but a link or a domain;
 * empty where they are words. Lower-case A-labels. */
struct span link_shown_host(struct arena *a, const struct link *link);

/* Says that nothing was found: CLEAR, or UNKNOWN where not all links were looked at. */
void links_nothing(struct job *job, const struct evidence *on);
/* A hit with the link's words, target and host. */
struct finding *link_hit(struct job *job, const struct evidence *on, const char *variant,
	const struct link *link);

#endif
