#ifndef ASSAY_CHECKS_LINK_LINKS_H
#define ASSAY_CHECKS_LINK_LINKS_H

#include "checks/mail/letter.h"
#include "checks/mail/organisation.h"
#include "parse/link/unwrap.h"
#include "parse/lookalike.h"

/* The links of a letter, from its pages, its plain text and its invitations, each with where it really leads.
 * A redirect of an unknown host counts twice: it, and where it says that it leads. What is quoted
 * from other letters is not its author's. */

struct link {
	struct span shown; /* the words upon it; empty in plain text */
	struct url first;  /* as it is written */
	struct url last;   /* behind the redirects that can be read */
	const char *by;	   /* whose redirect it is, or NULL */
	bool second; /* it is where the link before it, to an unknown host, may send on */
	bool opaque; /* a redirect that does not show where it leads: `last` is not the end */
};

struct links {
	struct link *list;
	size_t count;
	bool cut; /* more stand behind a limit */
};

/* False for what leads nowhere by a host. */
bool link_make(
	struct arena *a, struct span target, struct span shown, struct link *link_r);

/* How a link hides its host ("user", "odd", "coded", "address"), or NULL; those of private
 * networks hide nothing (link.disguised). */
const char *link_disguise(struct arena *a, const struct link *link);

/* An organization whose domain a link's host is made to be taken for (link.lookalike). */
struct link_match {
	const struct link *link; /* NULL: none */
	const struct organisation *of;
	struct span domain; /* of the organization */
	enum lookalike how;
};

/* Puts the match in `*best` where it is nearer than the one that stands there. */
void link_compare(struct arena *a, const struct link *link, struct link_match *best);

/* True when the host's own domain bears the name of a company for meetings, and is not the
 * company's (link.meeting). */
bool link_is_false_meeting(struct arena *a, const struct link *link);

/* True for a page that wants a wallet connected or tokens claimed (link.drain). */
bool link_is_drain(const struct link *link);

/* What is wrong with a link by itself, whoever sends it, the gravest: "meeting", "skeleton",
 * "subdomain", "user", "odd", "coded", "edit", "drain", "affix", "address", "suffix"; or NULL. */
const char *link_fault(
	struct arena *a, const struct link *link, struct link_match *match_r);
/* How grave: 0 for NULL. */
unsigned link_fault_rank(const char *fault);

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
