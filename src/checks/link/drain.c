/* link.drain: a link whose host speaks of a wallet or a gift of tokens, and which wants it
 * connected, claimed or validated: the pages that empty wallets by one signature are called
 * so. Hosts of known organizations are not meant (data/organisations).
 *
 * Variants: none (it is not the sender's own domain), "own" (it is: an exchange of that name
 * writes of its own site). */
#include "checks/link/links.h"
#include "checks/mail/sender.h"
#include "parse/suffix.h"

static const struct span coins[] = { SPAN("wallet"), SPAN("airdrop"), SPAN("dapp"),
	SPAN("defi"), SPAN("web3"), SPAN("metamask"), SPAN("presale"), SPAN("staking"),
	SPAN("nft"), SPAN("token") };
static const struct span acts[] = { SPAN("claim"), SPAN("connect"), SPAN("validat"),
	SPAN("verif"), SPAN("sync"), SPAN("rectif"), SPAN("restor"), SPAN("migrat"),
	SPAN("revoke"), SPAN("recover"), SPAN("eligib"), SPAN("whitelist"),
	SPAN("unlock"), SPAN("secure"), SPAN("update") };
/* Of those, what a path may say where the host speaks of coins. */
enum { ACTS_OF_PATHS = 12 };

static bool has_any(struct span s, const struct span *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (span_find_nocase(s, words[i]) != SPAN_NONE)
			return true;
	return false;
}

static bool is_of_an_organisation(struct span host)
{
	for (size_t i = 0; i < organisation_count; i++)
		if (organisation_owns(&organisations[i], host))
			return true;
	return false;
}

bool link_is_drain(const struct link *link)
{
	struct span host = link->last.host, path = link->last.path;
	path = span_take(path, span_find_either(path, '?', '#'));
	return has_any(host, coins, sizeof(coins) / sizeof(*coins)) &&
	       (has_any(host, acts, sizeof(acts) / sizeof(*acts)) ||
		       has_any(path, acts, ACTS_OF_PATHS)) &&
	       !is_of_an_organisation(host);
}

static void run(struct job *job, const struct evidence *on)
{
	struct letter *letter = letter_of(on);
	const struct links *links = letter_links(job, letter);
	for (size_t i = 0; i < links->count; i++) {
		const struct link *link = &links->list[i];
		if (!link_is_drain(link))
			continue;
		bool own = letter->author_domain.n &&
			   suffix_same_organization(
				   job->arena, letter->author_domain, link->last.host);
		link_hit(job, on, own ? "own" : NULL, link);
		return;
	}
	links_nothing(job, on);
}

const struct check check_link_drain = {
	.code = "link.drain",
	.title = "A link wants a wallet connected or tokens claimed",
	.on = EV_MAIL,
	.run = run,
};
