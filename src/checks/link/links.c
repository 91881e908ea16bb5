#include "checks/link/links.h"

#include "checks/mail/invite.h"
#include "checks/mail/readable.h"
#include "parse/idn.h"
#include "parse/suffix.h"

bool link_make(
	struct arena *a, struct span target, struct span shown, struct link *link_r)
{
	unsigned steps;
	*link_r = (struct link){ .shown = shown };
	if (!url_split(a, target, &link_r->first))
		return false;
	link_r->opaque =
		!url_unwrap_all(a, &link_r->first, &link_r->last, &steps, &link_r->by);
	return true;
}

static void add(struct job *job, struct links *links, size_t *capacity,
	struct span target, struct span shown)
{
	struct link link;
	struct span second;
	links->cut |= links->count >= job->budget.links;
	if (links->count >= job->budget.links ||
		!link_make(job->arena, target, shown, &link))
		return;
	links->list =
		arena_grow(job->arena, links->list, links->count, capacity, sizeof(link));
	links->list[links->count++] = link;
	if (!url_redirect_target(job->arena, &link.last, &second) ||
		!link_make(job->arena, second, SPAN(""), &link))
		return;
	links->cut |= links->count >= job->budget.links;
	if (!links->cut) {
		links->list = arena_grow(
			job->arena, links->list, links->count, capacity, sizeof(link));
		link.second = true;
		links->list[links->count++] = link;
	}
}

const struct links *letter_links(struct job *job, struct letter *letter)
{
	if (letter->links)
		return letter->links;
	struct links *links = arena_new(job->arena, struct links);
	struct span rest = letter_text(job, letter), target;
	size_t capacity = 0;
	for (size_t i = 0; i < letter->html_links.count; i++)
		add(job, links, &capacity, letter->html_links.list[i].target,
			letter->html_links.list[i].shown);
	/* The text made of a page holds its targets again. */
	bool is_page = rest.p == letter->html.p;
	while (!is_page && url_next_in_text(&rest, &target))
		add(job, links, &capacity, target, SPAN(""));
	const struct invite *invite = letter_invite(job, letter);
	rest = invite->text;
	while (url_next_in_text(&rest, &target))
		add(job, links, &capacity, target, SPAN(""));
	links->cut |= letter->html_links.cut || letter->text_cut || invite->cut;
	letter->links = links;
	job_breathe(job);
	return links;
}

/* Nothing but what a link is made of, and one sign at least that it is one. */
static bool is_all_link(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] == '@' || s.p[i] >= 0x80)
			return false;
	return span_find_byte(s, '.') != SPAN_NONE;
}

struct span link_shown_host(struct arena *a, const struct link *link)
{
	struct url url;
	struct span s = span_trim(link->shown);
	if (!is_all_link(s))
		return SPAN("");
	if (url_split(a, s, &url))
		return url.ip.bits ? SPAN("") : url.host;
	struct span domain = span_take(s, span_find_either(s, '/', '?'));
	struct span ascii;
	return suffix_is_known(domain) && idn_to_ascii(a, domain, &ascii) ? ascii
									  : SPAN("");
}

unsigned link_fault_rank(const char *fault)
{
	static const char *const from_grave[] = { "meeting", "skeleton", "subdomain",
		"user", "odd", "coded", "edit", "drain", "affix", "address", "suffix" };
	enum { RANKS = sizeof(from_grave) / sizeof(*from_grave) };
	for (unsigned i = 0; fault && i < RANKS; i++)
		if (strcmp(fault, from_grave[i]) == 0)
			return RANKS - i;
	return 0;
}

const char *link_fault(
	struct arena *a, const struct link *link, struct link_match *match_r)
{
	*match_r = (struct link_match){ .how = LOOKALIKE_NONE };
	const char *fault = link_disguise(a, link);
	if (link->last.ip.bits)
		return fault;
	if (link_is_false_meeting(a, link))
		return "meeting";
	link_compare(a, link, match_r);
	const char *likeness = match_r->link ? lookalike_name(match_r->how) : NULL;
	if (link_fault_rank(likeness) > link_fault_rank(fault))
		fault = likeness;
	if (link_is_drain(link) && link_fault_rank("drain") > link_fault_rank(fault))
		fault = "drain";
	return fault;
}

void links_nothing(struct job *job, const struct evidence *on)
{
	if (letter_links(job, letter_of(on))->cut)
		job_unknown(job, on, GAP_LIMIT);
	else
		job_clear(job, on, NULL);
}

struct finding *link_hit(struct job *job, const struct evidence *on, const char *variant,
	const struct link *link)
{
	enum { SHOWN_MAX = 200 };
	struct finding *f = job_hit(job, on, variant);
	finding_text(f, "shown", span_take(link->shown, SHOWN_MAX));
	finding_text(f, "target", span_take(link->first.text, SHOWN_MAX));
	finding_text(f, "host", link->last.host);
	return f;
}
