/* link.disguised: a link is written so that its reader takes something else for the host.
 *
 * Variants: "user" (a host's name stands before an "@", which is no host), "odd" (an address of
 * numbers in a form that nobody reads), "coded" (letters of the host are coded), "address"
 * (numbers instead of a name; not those of private networks), "list" (the same through a
 * mailing list, where people show each other such things). */
#include "checks/link/links.h"
#include "checks/mail/sender.h"
#include "parse/suffix.h"

static bool shows_a_host(struct arena *a, struct span user)
{
	struct span name = url_decode(a, user);
	name = span_take(name, span_find_either(name, ':', '/'));
	return suffix_is_known(name);
}

static bool is_private(const struct ip *ip)
{
	static const struct {
		const char *net;
		unsigned bits;
	} nets[] = { { "10.0.0.0", 8 }, { "127.0.0.0", 8 }, { "169.254.0.0", 16 },
		{ "172.16.0.0", 12 }, { "192.168.0.0", 16 }, { "0.0.0.0", 8 },
		{ "192.0.2.0", 24 }, { "198.51.100.0", 24 }, { "203.0.113.0", 24 },
		{ "::1", 128 }, { "fe80::", 10 }, { "fc00::", 7 }, { "2001:db8::", 32 } };
	for (size_t i = 0; i < sizeof(nets) / sizeof(*nets); i++) {
		struct ip net;
		if (ip_parse(span_from_cstr(nets[i].net), &net) &&
			ip_in_net(ip, &net, nets[i].bits))
			return true;
	}
	return false;
}

static const char *disguise_of(struct arena *a, const struct url *url)
{
	if (shows_a_host(a, url->user))
		return "user";
	if (url->odd_ip)
		return "odd";
	if (url->coded_host)
		return "coded";
	return url->ip.bits && !is_private(&url->ip) ? "address" : NULL;
}

const char *link_disguise(struct arena *a, const struct link *link)
{
	const char *how = disguise_of(a, &link->first);
	return how ? how : disguise_of(a, &link->last);
}

static void run(struct job *job, const struct evidence *on)
{
	struct letter *letter = letter_of(on);
	const struct links *links = letter_links(job, letter);
	for (size_t i = 0; i < links->count; i++) {
		const struct link *link = &links->list[i];
		const char *how = link_disguise(job->arena, link);
		if (!how)
			continue;
		struct finding *f =
			link_hit(job, on, sender_is_list(letter) ? "list" : how, link);
		finding_text(f, "user", link->first.user);
		return;
	}
	links_nothing(job, on);
}

const struct check check_link_disguised = {
	.code = "link.disguised",
	.title = "A link hides where it leads",
	.on = EV_MAIL,
	.run = run,
};
