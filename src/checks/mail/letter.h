#ifndef ASSAY_CHECKS_MAIL_LETTER_H
#define ASSAY_CHECKS_MAIL_LETTER_H

#include "auth/arc.h"
#include "auth/dmarc.h"
#include "core/check.h"
#include "core/people.h"
#include "parse/address.h"
#include "parse/html.h"
#include "parse/mail.h"

/* A letter with all that the mail checks share. The reader fills the first part; the rest
 * is worked out once, when the first check wants it. */

/* Where the envelope's facts came from. */
enum envelope_source { ENVELOPE_NONE, ENVELOPE_CALLER, ENVELOPE_BORDER };

struct envelope {
	enum envelope_source source;
	struct ip client; /* bits == 0: not known */
	struct span helo;
	struct span rdns; /* the client's name as the border looked it up, or empty */
	struct span mail_from; /* without brackets */
	bool has_mail_from;    /* false: unknown; true and empty: the null reverse-path */
	int64_t came_s; /* when the border took it, or INT64_MIN: not known, or now */
	size_t border; /* index of the header field the user's border wrote, or SPAN_NONE */
	/* One that may be the border's and does not tell who came: what stands below may be
	 * anyone's. Or NULL. */
	const struct header_field *doubtful;
};

struct letter {
	struct mail mail;
	struct address_list from; /* of all From fields, in order */
	struct span
		author_domain; /* of the only From address, lower case, A-labels; else empty */
	bool from_cut;	       /* another author may stand behind a limit */
	struct envelope envelope;
	bool body_cut; /* the body goes on behind a limit: its hash cannot be known */

	const struct spf_outcome *spf;
	const struct dkim_report *dkim;
	const struct arc_report *arc;
	const struct dmarc_outcome *dmarc;
	const struct letter_proof *proof;   /* checks/mail/proof.h */
	const struct people_answer *people; /* about the author; see letter_people() */
	struct party author;		    /* with `people` */

	bool text_known, asks_known;
	struct span text, html; /* the readable text of its plain and of its HTML parts */
	bool text_cut;		/* with `text_known`: more of it stands behind a limit */
	unsigned asks;		/* enum ask_kind */
	struct html_links html_links;		     /* with `text_known`: of its pages */
	const struct links *links;		     /* checks/link/links.h */
	const struct invite *invite;		     /* checks/mail/invite.h */
	const struct wallets *wallets, *all_wallets; /* checks/mail/wallet.h */
};

/* The letter behind evidence of kind EV_MAIL. */
struct letter *letter_of(const struct evidence *e);

/* True when header or body go on behind a limit: then no hash over them says anything. */
static inline bool letter_is_cut(const struct letter *letter)
{
	return letter->body_cut || letter->mail.header.cut;
}

/* True for a letter that the border took so long ago that the keys and server lists of its
 * day may be gone (budget.record_days): what fails now may have passed then. */
bool letter_is_old(const struct job *job, const struct letter *letter);

/* Each verifies once a job. letter_spf() is NULL when the connecting address or the
 * reverse-path is unknown (an empty one is known); the others never are. */
const struct spf_outcome *letter_spf(struct job *job, struct letter *letter);
const struct dkim_report *letter_dkim(struct job *job, struct letter *letter);
const struct arc_report *letter_arc(struct job *job, struct letter *letter);
const struct dmarc_outcome *letter_dmarc(struct job *job, struct letter *letter);

/* What the memory says of the letter's author; its status is PEOPLE_NONE where there is no
 * memory, and where the author is nobody whom a memory could hold (no address, several different ones). */
const struct people_answer *letter_people(struct job *job, struct letter *letter);

/* The mail reader of the registry. */
extern const struct reader reader_mail;

#endif
