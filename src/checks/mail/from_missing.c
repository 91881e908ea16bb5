/* mail.from.missing: a letter that says nothing about who sent it. RFC 5322 section 3.6
 * requires a From field with an address; without one no owner of a domain vouches for the
 * letter and mailers show what they like.
 *
 * Variants: none (no From field), "address" (a From field without an address in it),
 * "comment" (the only address stands in a comment: programs show it, and who checks the
 * sender's domain finds none). */
#include "checks/mail/sender.h"

static const char *variant_of(const struct letter *letter, struct span from)
{
	if (!header_find(&letter->mail.header, "From", 0))
		return NULL;
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
	if (!sender_header_whole(job, on)) {
		job_unknown(job, on, GAP_LIMIT);
		return;
	}
	struct span from = sender_value(job, letter, "From");
	struct finding *f =
		job_hit(job, sender_field(job, on, "From", 0), variant_of(letter, from));
	finding_text(f, "from", from);
}

const struct check check_mail_from_missing = {
	.code = "mail.from.missing",
	.title = "The letter names no sender",
	.on = EV_MAIL,
	.run = run,
};
