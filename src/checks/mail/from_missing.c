/* mail.from.missing: a letter that says nothing about who sent it. RFC 5322 section 3.6
 * requires a From field with an address; without one no owner of a domain vouches for the
 * letter and mailers show what they like.
 *
 * Variants: none (no From field), "address" (a From field without an address in it),
 * "comment" (the only address stands in a comment: programs show it, and who checks the
 * sender's domain finds none), "bounce" (a report of a mail server, as sendmail and others
 * write it without an address). */
#include "checks/mail/sender.h"

/* RFC 3834 and RFC 6522 mark such reports; older servers only sign as the daemon. */
static bool is_bounce(struct job *job, const struct letter *letter, struct span from)
{
	struct span type = sender_value(job, letter, "Content-Type");
	struct span automatic = sender_value(job, letter, "Auto-Submitted");
	return span_find_nocase(from, SPAN("mailer-daemon")) != SPAN_NONE ||
	       span_find_nocase(from, SPAN("mailer daemon")) != SPAN_NONE ||
	       span_starts_with_nocase(from, SPAN("postmaster")) ||
	       span_starts_with_nocase(type, SPAN("multipart/report")) ||
	       span_starts_with_nocase(automatic, SPAN("auto-"));
}

static const char *variant_of(
	struct job *job, const struct letter *letter, struct span from)
{
	if (!header_find(&letter->mail.header, "From", 0))
		return NULL;
	if (is_bounce(job, letter, from))
		return "bounce";
	size_t open = span_find_byte(from, '(');
	if (open != SPAN_NONE && span_find_byte(span_skip(from, open), '@') != SPAN_NONE)
		return "comment";
	return "address";
}

static void run(struct job *job, const struct evidence *on)
{
	const struct letter *letter = letter_of(on);
	for (size_t i = 0; i < letter->from.count; i++) {
		if (letter->from.list[i].domain.n) {
			job_clear(job, on, NULL);
			return;
		}
	}
	if (!sender_header_whole(on)) {
		job_unknown(job, on, GAP_LIMIT);
		return;
	}
	struct span from = sender_value(job, letter, "From");
	struct finding *f = job_hit(
		job, sender_field(job, on, "From", 0), variant_of(job, letter, from));
	finding_text(f, "from", from);
}

const struct check check_mail_from_missing = {
	.code = "mail.from.missing",
	.title = "The letter names no sender",
	.on = EV_MAIL,
	.run = run,
};
