/* mail.from.many: a letter with two senders. Mailers show one of them, and which one
 * differs: the proof may hold for one and the reader see the other. RFC 5322 section
 * 3.6.2: one From field; several authors in it only with a Sender field that says who sent
 * it.
 *
 * Variants: none (authors of different organizations), "fields" (two fields, authors of
 * one organization), "nobody" (several authors and no Sender of their organization), "same"
 * (several authors of one organization and its Sender, or a field that stands twice). */
#include "checks/mail/sender.h"
#include "parse/suffix.h"

struct authors {
	const struct address *first, *other; /* other: the first that is not `first` */
	const struct address *stranger;	     /* the first of another organization */
	size_t count;
};

static struct authors authors_of(struct job *job, const struct address_list *from)
{
	struct authors found = { 0 };
	for (size_t i = 0; i < from->count; i++) {
		const struct address *a = &from->list[i];
		if (!a->domain.n)
			continue;
		found.count++;
		if (!found.first)
			found.first = a;
		else if (!found.other && !sender_same_mailbox(found.first, a))
			found.other = a;
		if (!found.stranger && !suffix_same_organization(job->arena,
					       found.first->domain, a->domain))
			found.stranger = a;
	}
	return found;
}

static bool has_sender_of(
	struct job *job, const struct letter *letter, struct span domain)
{
	struct address_list senders = sender_addresses(job, letter, "Sender");
	return senders.count == 1 &&
	       suffix_same_organization(job->arena, senders.list[0].domain, domain);
}

static const char *variant_of(
	struct job *job, const struct letter *letter, const struct authors *authors)
{
	if (authors->stranger)
		return NULL;
	if (header_count(&letter->mail.header, "From") > 1)
		return authors->other ? "fields" : "same";
	return has_sender_of(job, letter, authors->first->domain) ? "same" : "nobody";
}

static void run(struct job *job, const struct evidence *on)
{
	const struct letter *letter = letter_of(on);
	struct authors authors = authors_of(job, &letter->from);
	if (authors.count < 2) {
		sender_nothing(job, on);
		return;
	}
	const struct address *other = authors.stranger ? authors.stranger : authors.other;
	struct finding *f = job_hit(
		job, sender_field(job, on, "From", 0), variant_of(job, letter, &authors));
	finding_text(f, "first", sender_address(job, authors.first));
	finding_text(f, "other", sender_address(job, other ? other : authors.first));
	finding_number(f, "count", (int64_t)authors.count);
}

const struct check check_mail_from_many = {
	.code = "mail.from.many",
	.title = "The letter names several senders",
	.on = EV_MAIL,
	.run = run,
};
