/* link.known: a link's host is made to be taken for the domain of somebody whom the user writes to
 * (parse/lookalike.h), of a colleague's company as of the user's own. The sender's own domain is
 * mail.known.domain's.
 *
 * Variants: "skeleton", "edit", "subdomain", "affix", "suffix". */
#include "checks/mail/known.h"
#include "checks/link/links.h"
#include "parse/suffix.h"

enum { ORGS_MAX = 8 }; /* each costs a question */

struct near {
	const struct link *link;
	struct span known;
	enum lookalike how;
};

/* Providers' names say little about who is behind them, and every ending is somebody's. */
static bool is_imitable(struct span known, enum lookalike how)
{
	bool loose = how == LOOKALIKE_SUFFIX || how == LOOKALIKE_AFFIX;
	return how != LOOKALIKE_NONE && !(loose && sender_is_freemail(known));
}

static void compare(const struct known *k, const struct link *link,
	const struct people_answer *a, struct near *best)
{
	if (a->org.sent || a->is_me)
		return;
	for (size_t i = 0; i < a->near_count; i++) {
		struct span known = a->near[i].address;
		enum lookalike how =
			lookalike_compare(k->job->arena, link->last.host, known);
		if (is_imitable(known, how) &&
			known_standing(k, &a->near[i]) >= STANDING_WRITTEN_TO &&
			(!best->link || how < best->how))
			*best = (struct near){ link, known, how };
	}
}

static bool was_asked(const struct links *links, size_t i, struct span org)
{
	for (size_t j = 0; j < i; j++)
		if (span_equal(suffix_registrable(links->list[j].last.host), org))
			return true;
	return false;
}

/* What the memory says of a host; `*gap_r` why it says nothing. */
static const struct people_answer *ask_about(
	struct job *job, struct span host, enum gap *gap_r)
{
	struct people_question q = { .message_id = SPAN("") };
	if (!party_make(job->arena, SPAN("link"), host, SPAN(""), &q.who))
		return NULL;
	const struct people_answer *a = ask_people(job, &q);
	if (a->status == PEOPLE_OK)
		return a;
	*gap_r = gap_of_people(a->status);
	return NULL;
}

static void run(struct job *job, const struct evidence *on)
{
	struct known k;
	struct near best = { .how = LOOKALIKE_NONE };
	enum gap gap = GAP_NONE;
	size_t asked = 0;
	if (!known_begin(job, on, &k))
		return;
	const struct links *links = letter_links(job, k.letter);
	for (size_t i = 0; i < links->count && asked < ORGS_MAX; i++) {
		struct span host = links->list[i].last.host;
		struct span org = suffix_registrable(host);
		if (!org.n || links->list[i].last.ip.bits || was_asked(links, i, org) ||
			span_equal(org, k.author->org))
			continue;
		const struct people_answer *a = ask_about(job, host, &gap);
		if (a)
			compare(&k, &links->list[i], a, &best);
		asked++;
	}
	if (best.link) {
		if (!known_is_allowed(&k, best.known))
			finding_text(
				link_hit(job, on, lookalike_name(best.how), best.link),
				"known", best.known);
	} else if (gap != GAP_NONE || asked == ORGS_MAX) {
		job_unknown(job, on, gap != GAP_NONE ? gap : GAP_LIMIT);
	} else {
		links_nothing(job, on);
	}
}

const struct check check_link_known = {
	.code = "link.known",
	.title = "A link's host imitates a domain you write to",
	.on = EV_MAIL,
	.needs = NEED_PEOPLE,
	.run = run,
};
