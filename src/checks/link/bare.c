/* link.bare: the domain that a link leads to has a page and nothing else: no mail server, no
 * SPF and no DMARC record. Domains that are bought for an attack are so in their first days,
 * and so are those of honest networks that only hand out files; how many, nothing at hand
 * measures, so it is information and part of no verdict. A link's age is never asked for: the
 * registries that tell it would learn who reads what (mail.young asks about the author alone).
 *
 * Only three registrable domains are asked about, never a host: its name may be the reader's. */
#include "checks/link/hosts.h"
#include "checks/link/links.h"
#include "checks/mail/sender.h"
#include "parse/suffix.h"

enum { ORGS_MAX = 3, QUESTIONS_MAX = 9 };

static bool was_asked(const struct links *links, size_t i, struct span org)
{
	for (size_t j = 0; j < i; j++)
		if (span_equal(suffix_registrable(links->list[j].last.host), org))
			return true;
	return false;
}

/* Whether a TXT record of `name` begins so. */
static bool has_text(struct job *job, struct span name, struct span head, enum gap *gap_r)
{
	const struct dns_answer *answer = ask_dns(job, name, DNS_TXT);
	if (!dns_is_answer(answer->status))
		*gap_r = gap_of_dns(answer->status);
	for (size_t i = 0; answer->status == DNS_OK && i < answer->count; i++)
		if (span_starts_with_nocase(answer->records[i].data, head))
			return true;
	return false;
}

static bool is_bare(struct job *job, struct span org, enum gap *gap_r)
{
	const struct dns_answer *mx = ask_dns(job, org, DNS_MX);
	struct span dmarc =
		span_from_cstr(arena_printf(job->arena, "_dmarc.%.*s", SPAN_ARG(org)));
	if (!dns_is_answer(mx->status))
		*gap_r = gap_of_dns(mx->status);
	return mx->status == DNS_NODATA && !has_text(job, org, SPAN("v=spf1"), gap_r) &&
	       !has_text(job, dmarc, SPAN("v=DMARC1"), gap_r) && *gap_r == GAP_NONE;
}

static const struct link *first_bare(
	struct job *job, const struct letter *letter, enum gap *gap_r)
{
	const struct links *links = letter->links;
	size_t asked = 0;
	for (size_t i = 0; i < links->count && asked < ORGS_MAX; i++) {
		const struct link *link = &links->list[i];
		struct span org = suffix_registrable(link->last.host);
		if (link->last.ip.bits || !suffix_is_known(org) || host_is_known(org) ||
			was_asked(links, i, org) ||
			(letter->author_domain.n && suffix_same_organization(job->arena,
							    letter->author_domain, org)))
			continue;
		asked++;
		if (is_bare(job, org, gap_r))
			return link;
	}
	return NULL;
}

static void run(struct job *job, const struct evidence *on)
{
	struct letter *letter = letter_of(on);
	enum gap gap = GAP_NONE;
	letter_links(job, letter);
	uint64_t before = ask_restrict(job, QUESTIONS_MAX);
	const struct link *bare =
		sender_is_list(letter) ? NULL : first_bare(job, letter, &gap);
	ask_allow(job, before);
	if (bare)
		finding_text(link_hit(job, on, NULL, bare), "domain",
			suffix_registrable(bare->last.host));
	else if (gap != GAP_NONE)
		job_unknown(job, on, gap);
	else
		links_nothing(job, on);
}

const struct check check_link_bare = {
	.code = "link.bare",
	.title = "A link's domain has a page and nothing else",
	.on = EV_MAIL,
	.needs = NEED_DNS,
	.run = run,
};
