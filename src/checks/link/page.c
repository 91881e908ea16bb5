/* link.page: the letter claims to be of an organization which thieves like to be, and a link
 * leads to where anyone can put up a page, a form or a file, or to a short name that leads
 * anywhere. Organizations have pages of their own.
 *
 * Variants: none (the sender's name claims it), "subject" (the subject names it). */
#include "checks/link/hosts.h"
#include "checks/link/links.h"
#include "checks/mail/organisation.h"
#include "checks/mail/sender.h"
#include "parse/word.h"

static const struct host_row *open_to_all(struct span host)
{
	static const enum host_kind kinds[] = { HOST_PAGE, HOST_FORM, HOST_DROP,
		HOST_SHORT };
	const struct host_row *row = NULL;
	for (size_t i = 0; !row && i < sizeof(kinds) / sizeof(*kinds); i++)
		row = host_find(kinds[i], host);
	return row;
}

/* Whom the letter names, and does not come from. */
static const struct organisation *claimed(
	struct job *job, const struct letter *letter, const char **variant_r)
{
	const struct organisation *o = NULL;
	*variant_r = NULL;
	for (size_t i = 0; !o && i < letter->from.count && i < job->budget.authors; i++)
		o = organisation_named(job->arena, letter->from.list[i].name,
			letter->from.list[i].domain);
	if (o)
		return o;
	*variant_r = "subject";
	struct span subject =
		word_decode(job->arena, sender_value(job, letter, "Subject"), NULL);
	return organisation_named(job->arena, subject, letter->author_domain);
}

static void run(struct job *job, const struct evidence *on)
{
	struct letter *letter = letter_of(on);
	const struct links *links = letter_links(job, letter);
	const struct host_row *row = NULL;
	const struct link *link = NULL;
	const char *variant;
	if (sender_is_list(letter)) {
		job_clear(job, on, NULL);
		return;
	}
	const struct organisation *o = claimed(job, letter, &variant);
	for (size_t i = 0; o && !row && i < links->count; i++) {
		link = &links->list[i];
		row = organisation_owns(o, link->last.host)
			      ? NULL
			      : open_to_all(link->last.host);
	}
	if (!row) {
		links_nothing(job, on);
		return;
	}
	struct finding *f = link_hit(job, on, variant, link);
	finding_text(f, "organisation", span_from_cstr(o->name));
	finding_text(f, "service", span_from_cstr(row->name));
}

const struct check check_link_page = {
	.code = "link.page",
	.title = "An organization's letter leads to anybody's page",
	.on = EV_MAIL,
	.run = run,
};
