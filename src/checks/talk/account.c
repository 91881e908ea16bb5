/* talk.account: somebody whom the user has talked to for long asks what they never asked: the
 * account may be stolen. Thieves of crypto-assets have done so daily since 2025: a friend's
 * account invites to a call, which "has no sound" until a program is run.
 *
 * Variants: "fix" (something is broken, and a command or program repairs it), "secret",
 * none (a program or a command: colleagues send such, too). */
#include "checks/mail/asks.h"
#include "checks/talk/talks.h"

static bool is_of_old(const struct contact *c)
{
	return c->room && !contact_is_in_group(c) && c->grave.words.n &&
	       contact_is_established(c);
}

static bool judge(struct job *job, const struct evidence *on, const struct contact *c)
{
	unsigned harm = c->grave_asks & (ASK_RUN | ASK_PROGRAM);
	if (!is_of_old(c))
		return false;
	if (harm && (c->asks & ASK_FIX))
		talk_hit(job, on, "fix", c, &c->grave);
	else if (c->grave_asks & ASK_SECRET)
		talk_hit(job, on, "secret", c, &c->grave);
	else if (harm)
		talk_hit(job, on, NULL, c, &c->grave);
	else
		return false;
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	talk_judge_each(job, on, judge);
}

const struct check check_talk_account = {
	.code = "talk.account",
	.title = "Somebody you know asks what they never asked",
	.on = EV_TALK,
	.run = run,
};
