/* mail.young: the author's domain was registered only shortly before the letter came, as its
 * registry tells (RDAP). Domains that are bought for an attack are used in their first weeks; so
 * are those of honest people who have just begun, and how many, nothing at hand measures: so a
 * young domain alone is a weak sign.
 *
 * A registry learns that somebody asks. Run only where the user wants that (NEED_REGISTRY), it
 * asks about one domain, the author's, and never about a link's. Not asked about are those whom
 * the user writes to, domains where anyone has a mailbox, and services and organizations that
 * assay knows by name.
 *
 * Variants: none, "asks" (under a month old, and it offers or demands what thieves do: evidence
 * of what the letter says, which counts once with the rest of that kind). */
#include "base/when.h"
#include "checks/link/hosts.h"
#include "checks/mail/asks.h"
#include "checks/mail/known.h"
#include "parse/suffix.h"

enum {
	DAY_S = 86400,
	YOUNG_DAYS = 90,
	FRESH_DAYS = 30,
	ASKS_TELLING = ASKS_GRAVE | ASK_MOVE | ASK_OFFER | ASK_TEST | ASK_FIX,
};

/* Of those the user writes to, and of a list that he posts to, there is nothing to learn. */
static bool is_of_a_stranger(struct job *job, const struct evidence *on)
{
	struct letter *letter = letter_of(on);
	const struct people_answer *a = letter_people(job, letter);
	struct known k = { job, on, letter, a, &letter->author };
	if (a->status != PEOPLE_OK)
		return true;
	return !a->is_me && !a->person.sent && !a->org.sent &&
	       known_list(&k) != LIST_KNOWN;
}

/* Days before the letter came, or now; negative: after. */
static int64_t age_in_days(
	const struct job *job, const struct letter *letter, struct span day)
{
	int64_t came_s = letter->envelope.came_s, registered_s = 0;
	if (came_s == INT64_MIN || came_s > job->now_s)
		came_s = job->now_s;
	when_parse(day, &registered_s);
	/* Whole days, and rounded down: the registry's day may have begun before ours. */
	return (came_s - registered_s + DAY_S) / DAY_S - 1;
}

static void judge(struct job *job, const struct evidence *on, struct span org,
	const struct dns_answer *answer)
{
	struct letter *letter = letter_of(on);
	int64_t days = age_in_days(job, letter, answer->records[0].data);
	/* Registered anew since: how old it was then, nobody tells any more. */
	if (days < -1) {
		job_unknown(job, on, GAP_REGISTRY);
		return;
	}
	if (days >= YOUNG_DAYS) {
		sender_nothing(job, on);
		return;
	}
	bool asks = days < FRESH_DAYS && letter_asks(job, letter) & ASKS_TELLING;
	struct finding *f =
		job_hit(job, sender_field(job, on, "From", 0), asks ? "asks" : NULL);
	finding_text(f, "domain", org);
	finding_number(f, "days", days < 0 ? 0 : days);
}

static void run(struct job *job, const struct evidence *on)
{
	struct span org = suffix_registrable(letter_of(on)->author_domain);
	if (!org.n || sender_is_freemail(org) || host_is_known(org) ||
		!is_of_a_stranger(job, on)) {
		sender_nothing(job, on);
		return;
	}
	const struct dns_answer *answer = ask_dns(job, org, DNS_REGISTERED);
	if (answer->status == DNS_OK)
		judge(job, on, org, answer);
	else
		job_unknown(job, on,
			dns_is_answer(answer->status) ? GAP_REGISTRY
						      : gap_of_dns(answer->status));
}

const struct check check_mail_young = {
	.code = "mail.young",
	.title = "The sender's domain is very young",
	.on = EV_MAIL,
	.needs = NEED_DNS | NEED_REGISTRY,
	.run = run,
};
