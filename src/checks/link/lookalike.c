/* link.lookalike: a link's host is made to be taken for that of an organization which thieves
 * like to be (parse/lookalike.h, data/organisations).
 *
 * Variants: "skeleton", "edit", "subdomain", "affix", "suffix". */
#include "checks/link/links.h"
#include "checks/mail/organisation.h"
#include "parse/suffix.h"

enum { HOSTS_MAX = 64 };

/* "x.*" stands for "x.com": how people know it. */
static struct span domain_of_row(struct arena *a, struct span row)
{
	if (!span_ends_with(row, SPAN(".*")))
		return row;
	return span_from_cstr(
		arena_printf(a, "%.*scom", (int)row.n - 1, (const char *)row.p));
}

/* An everyday word in a name is no imitation, nor is another ending of it. */
static bool is_telling(const struct organisation *o, enum lookalike how)
{
	return how != LOOKALIKE_NONE &&
	       (o->kind == NAME_PLAIN || how == LOOKALIKE_SKELETON ||
		       how == LOOKALIKE_SUBDOMAIN);
}

void link_compare(struct arena *a, const struct link *link, struct link_match *best)
{
	struct span host = link->last.host, org = suffix_registrable(host);
	struct span shape = lookalike_shape(a, host);
	for (size_t i = 0; i < organisation_count; i++)
		if (organisation_owns(&organisations[i], host))
			return;
	for (size_t i = 0; i < organisation_count; i++) {
		struct span rest = span_from_cstr(organisations[i].domains);
		while (rest.p) {
			struct span known = domain_of_row(a, span_split(&rest, ' '));
			enum lookalike how =
				lookalike_compare_shaped(a, host, org, shape, known);
			if (!is_telling(&organisations[i], how) ||
				(best->link && how >= best->how))
				continue;
			*best = (struct link_match){ link, &organisations[i], known,
				how };
		}
	}
}

static bool was_seen(const struct links *links, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (span_equal(links->list[k].last.host, links->list[i].last.host))
			return true;
	return false;
}

static void run(struct job *job, const struct evidence *on)
{
	struct letter *letter = letter_of(on);
	const struct links *links = letter_links(job, letter);
	struct link_match best = { .how = LOOKALIKE_NONE };
	size_t hosts = 0;
	for (size_t i = 0; i < links->count && hosts < HOSTS_MAX; i++) {
		if (links->list[i].last.ip.bits || was_seen(links, i))
			continue;
		link_compare(job->arena, &links->list[i], &best);
		hosts++;
		job_breathe(job);
	}
	if (!best.link) {
		if (hosts == HOSTS_MAX)
			job_unknown(job, on, GAP_LIMIT);
		else
			links_nothing(job, on);
		return;
	}
	struct finding *f = link_hit(job, on, lookalike_name(best.how), best.link);
	finding_text(f, "organisation", span_from_cstr(best.of->name));
	finding_text(f, "known", best.domain);
}

const struct check check_link_lookalike = {
	.code = "link.lookalike",
	.title = "A link's host imitates a known organization",
	.on = EV_MAIL,
	.run = run,
};
