/* link.shown: the words of a link are an address of one owner, and it leads to another's.
 * Redirects that can be read are undone first; of those that cannot be, nothing is said.
 *
 * Variants: none; "brand" (what is shown belongs to an organization that thieves like to be);
 * "mass" (in a letter to many, whose senders count who follows a link). */
#include "checks/link/links.h"
#include "checks/mail/organisation.h"
#include "checks/mail/sender.h"
#include "parse/suffix.h"

static const struct organisation *owner_of(struct span host)
{
	for (size_t i = 0; i < organisation_count; i++)
		if (organisation_owns(&organisations[i], host))
			return &organisations[i];
	return NULL;
}

/* A letter to many, as its header says. */
static bool is_mass(const struct letter *letter)
{
	return sender_is_list(letter) ||
	       header_find(&letter->mail.header, "List-Unsubscribe", 0) != NULL;
}

static bool misleads(struct arena *a, const struct link *link, struct span *shown_r)
{
	*shown_r = link_shown_host(a, link);
	return shown_r->n && !link->opaque &&
	       !suffix_same_organization(a, *shown_r, link->last.host) &&
	       !suffix_same_organization(a, *shown_r, link->first.host);
}

static void run(struct job *job, const struct evidence *on)
{
	struct letter *letter = letter_of(on);
	const struct links *links = letter_links(job, letter);
	const struct link *found = NULL;
	const char *variant = NULL;
	struct span host, shown = SPAN("");
	for (size_t i = 0; i < links->count; i++) {
		const struct link *link = &links->list[i];
		if (!misleads(job->arena, link, &host))
			continue;
		const struct organisation *owner = owner_of(host);
		bool brand = owner && !organisation_owns(owner, link->last.host);
		if (found && !brand)
			continue;
		found = link;
		shown = host;
		variant = is_mass(letter) ? "mass" : brand ? "brand" : NULL;
		if (brand)
			break;
	}
	if (!found) {
		links_nothing(job, on);
		return;
	}
	finding_text(link_hit(job, on, variant, found), "shows", shown);
}

const struct check check_link_shown = {
	.code = "link.shown",
	.title = "A link shows one place and leads to another",
	.on = EV_MAIL,
	.run = run,
};
