/* talk.young: the account is younger than its owner's story. The user types the date on which
 * the service says that it was made (--joined); nothing is looked up.
 *
 * Variants: none, "offer" (and it offers work, money or fame). */
#include "base/when.h"
#include "checks/mail/asks.h"
#include "checks/talk/talks.h"

enum { YOUNG_DAYS = 90, DAY_S = 86400 };

static void run(struct job *job, const struct evidence *on)
{
	const struct contact *c = talks_of(on)->first;
	struct span joined = job_setting(job, "joined");
	int64_t joined_s;
	if (!joined.n || !c || !c->room || !when_parse(joined, &joined_s)) {
		talk_nothing(job, on);
		return;
	}
	int64_t until = c->last_s == INT64_MIN ? job->now_s : c->last_s;
	if (until - joined_s > (int64_t)YOUNG_DAYS * DAY_S) {
		talk_nothing(job, on);
		return;
	}
	struct moment at = { 0, c->first_s, joined };
	struct finding *f =
		talk_hit(job, on, c->asks & ASK_OFFER ? "offer" : NULL, c, &at);
	finding_number(f, "days", (until - joined_s) / DAY_S);
}

const struct check check_talk_young = {
	.code = "talk.young",
	.title = "The account is very young",
	.on = EV_TALK,
	.run = run,
};
