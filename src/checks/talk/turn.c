/* talk.turn: harmless first and barbed second. A stranger talked for a day or more and asked
 * for nothing; then came a program, a command, a locked file, a wish for a secret or money. Of
 * messages that are pasted one by one, the memory knows the earlier ones.
 *
 * Variants: none (money), "grave" (the others). */
#include "checks/mail/asks.h"
#include "checks/talk/talks.h"

enum { HARMLESS_MIN = 2, HARMLESS_S = 20 * 3600 };

static bool judge(struct job *job, const struct evidence *on, const struct contact *c)
{
	bool turned = contact_is_stranger(c) && c->grave.words.n &&
		      c->said_before >= HARMLESS_MIN && c->grave.when_s != INT64_MIN &&
		      c->first_s != INT64_MIN &&
		      c->grave.when_s - c->first_s >= HARMLESS_S;
	if (!turned)
		return false;
	bool money_only = (c->grave_asks & ASKS_GRAVE) == ASK_PAY;
	finding_number(talk_hit(job, on, money_only ? NULL : "grave", c, &c->grave),
		"count", (int64_t)c->said_before);
	return true;
}

static bool was_harmless(const struct heard *h, int64_t now_s)
{
	return h->count > 0 && h->barbed == 0 && now_s - h->first_s >= HARMLESS_S;
}

/* One message that was pasted: what was pasted of the same account before. */
static bool judge_paste(struct job *job, const struct evidence *on,
	const struct contact *c, enum gap *gap_r)
{
	struct people_question q = { .message_id = SPAN("") };
	*gap_r = GAP_NONE;
	if (!c || !(c->asks & ASKS_GRAVE) || !contact_party(job, talks_of(on), c, &q.who))
		return false;
	const struct people_answer *a = ask_people(job, &q);
	*gap_r = gap_of_people(a->status);
	if (a->status != PEOPLE_OK || a->person.sent ||
		!was_harmless(&a->heard, job->now_s))
		return false;
	bool money_only = (c->asks & ASKS_GRAVE) == ASK_PAY;
	finding_number(talk_hit(job, on, money_only ? NULL : "grave", c, &c->grave),
		"count", (int64_t)a->heard.count);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	const struct talks *talks = talks_of(on);
	enum gap gap;
	if (talks->format != TALK_PASTE)
		talk_judge_each(job, on, judge);
	else if (!judge_paste(job, on, talks->first, &gap))
		talk_nothing_known(job, on, gap);
}

const struct check check_talk_turn = {
	.code = "talk.turn",
	.title = "A stranger's harmless talk turned into a demand",
	.on = EV_TALK,
	.run = run,
};
