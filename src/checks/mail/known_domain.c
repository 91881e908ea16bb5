/* mail.known.domain: the author's domain is made to be taken for one that the user writes to
 * (parse/lookalike.h). The memory finds the candidates, this check compares.
 *
 * Organizations own several names, so the other one's records in DNS may speak for it: a
 * server of the known domain that stands within the new one, which only the known owner can
 * set; or all name servers of the new one within the known domain, believed only where the
 * letter is proved to come from the new domain, for anybody can name foreign servers.
 *
 * Variants: "skeleton", "edit", "subdomain", "affix", "suffix"; "list" (any of them, through
 * a mailing list that the user posts to). */
#include "checks/mail/known.h"
#include "checks/mail/proof.h"
#include "parse/lookalike.h"
#include "parse/suffix.h"

struct match {
	const struct acquaintance *known;
	enum lookalike how;
};

static bool is_imitable(const struct known *k, struct span known, enum lookalike how)
{
	bool loose = how == LOOKALIKE_SUFFIX || how == LOOKALIKE_AFFIX;
	return !(loose && sender_is_freemail(known)) &&
	       !(sender_is_freemail(known) && sender_is_freemail(k->author->org));
}

static struct match best_match(const struct known *k)
{
	struct match best = { NULL, LOOKALIKE_NONE };
	if (k->a->is_me)
		return best;
	for (size_t i = 0; i < k->a->near_count; i++) {
		const struct acquaintance *n = &k->a->near[i];
		enum lookalike how =
			lookalike_compare(k->job->arena, k->author->domain, n->address);
		if (how == LOOKALIKE_NONE || !is_imitable(k, n->address, how) ||
			!known_is_better(k, n, &k->a->org))
			continue;
		if (!best.known || how < best.how)
			best = (struct match){ n, how };
	}
	return best;
}

/* --- what the owners' records say --- */

static bool is_within(struct span host, struct span domain)
{
	return span_ends_with_nocase(host, domain) &&
	       (host.n == domain.n || host.p[host.n - domain.n - 1] == '.');
}

static bool any_within(
	struct job *job, struct span name, enum dns_type type, struct span org)
{
	const struct dns_answer *answer = ask_dns(job, name, type);
	for (size_t i = 0; answer->status == DNS_OK && i < answer->count; i++)
		if (is_within(answer->records[i].data, org))
			return true;
	return false;
}

static bool all_within(
	struct job *job, struct span name, enum dns_type type, struct span org)
{
	const struct dns_answer *answer = ask_dns(job, name, type);
	for (size_t i = 0; answer->status == DNS_OK && i < answer->count; i++)
		if (!is_within(answer->records[i].data, org))
			return false;
	return answer->status == DNS_OK && answer->count;
}

/* Companies on whose own name servers anybody's domain may stand: those tell no owner. */
static bool hosts_for_anybody(struct span org)
{
	static const char *const hosts[] = { "alidns.com", "bluehost.com",
		"cloudflare.com", "cloudns.net", "digitalocean.com", "dnsimple.com",
		"dreamhost.com", "dynect.net", "gandi.net", "godaddy.com", "google.com",
		"he.net", "hetzner.com", "hostgator.com", "hostinger.com", "ionos.com",
		"linode.com", "loopia.se", "name.com", "namecheap.com", "netlify.com",
		"ns1.com", "ovh.net", "porkbun.com", "rackspace.com", "siteground.net",
		"transip.net", "vultr.com", "wordpress.com", "yandex.net", "zoho.com" };
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		if (span_equal(org, span_from_cstr(hosts[i])))
			return true;
	return false;
}

static bool has_same_owner(const struct known *k, struct span known)
{
	struct span org = k->author->org;
	if (!job_is_online(k->job))
		return false;
	if (any_within(k->job, known, DNS_MX, org) ||
		any_within(k->job, known, DNS_NS, org))
		return true;
	return !hosts_for_anybody(known) &&
	       letter_proof(k->job, k->letter)->proof == PROOF_GIVEN &&
	       all_within(k->job, org, DNS_NS, known);
}

static void run(struct job *job, const struct evidence *on)
{
	struct known k;
	if (!known_begin(job, on, &k))
		return;
	struct match m = best_match(&k);
	if (!m.known || has_same_owner(&k, m.known->address)) {
		sender_nothing(job, on);
		return;
	}
	if (known_is_allowed(&k, m.known->address))
		return;
	bool list = known_list(&k) == LIST_KNOWN;
	const char *variant = list ? "list" : lookalike_name(m.how);
	struct finding *f = job_hit(job, sender_field(job, on, "From", 0), variant);
	finding_text(f, "known", m.known->address);
	finding_text(f, "new", k.author->domain);
}

const struct check check_mail_known_domain = {
	.code = "mail.known.domain",
	.title = "The sender's domain imitates one you write to",
	.on = EV_MAIL,
	.needs = NEED_PEOPLE,
	.run = run,
};
