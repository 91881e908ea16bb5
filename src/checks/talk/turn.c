/* talk.turn: harmless first and barbed second. A stranger talked for a day or more and asked
 * for nothing; then came a program, a command, a locked file, a wish for a secret or money.
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

static void run(struct job *job, const struct evidence *on)
{
	talk_judge_each(job, on, judge);
}

const struct check check_talk_turn = {
	.code = "talk.turn",
	.title = "A stranger's harmless talk turned into a demand",
	.on = EV_TALK,
	.run = run,
};
