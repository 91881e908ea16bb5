#ifndef ASSAY_CHECKS_MAIL_BORDER_H
#define ASSAY_CHECKS_MAIL_BORDER_H

#include "checks/mail/letter.h"
#include "parse/authres.h"

/* What the user's own border wrote into the letter, told apart from what the sender wrote
 * in its name. Everybody can write an Authentication-Results field; the settings pin whose
 * are believed ("authserv-id"), and the place in the header shows who wrote it. */

enum { BORDER_RESULTS_MAX = 20 };

struct border {
	bool pinned; /* the settings name an authserv-id */
	bool named;  /* an Authentication-Results field is there, whoever wrote it */
	struct authres results[BORDER_RESULTS_MAX]; /* believed, the topmost first */
	size_t count;
	const struct header_field *field; /* of the first of them */
	/* One with a pinned id and a pass in it where the border did not write, or NULL. */
	const struct header_field *forged;
	struct span forged_id;
};

struct border border_read(struct job *job, const struct letter *letter);

/* The one domain that the From field names, as A-labels, or an empty span. */
struct span border_author(struct job *job, const struct letter *letter);

/* What the border says of DMARC for the author: the first such result counts. */
enum border_word { BORDER_SILENT, BORDER_PASS, BORDER_FAIL, BORDER_OTHER };

struct border_dmarc {
	enum border_word word;
	bool enforced; /* with FAIL: by a policy of quarantine or reject */
	struct span authserv_id;
};

struct border_dmarc border_dmarc(
	struct job *job, const struct border *border, struct span author_domain);

/* The first "dmarc" clause about the author (or about nobody by name) that is no "pass",
 * else the first where none is about others, or NULL. */
const struct authres_clause *results_dmarc(
	struct job *job, const struct authres *results, struct span author_domain);

#endif
