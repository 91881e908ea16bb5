/* talk.move: a stranger wants to go on in another channel. Common in honest business, so it
 * counts only beside something else. */
#include "checks/mail/asks.h"
#include "checks/talk/talks.h"

static bool judge(struct job *job, const struct evidence *on, const struct contact *c)
{
	enum { MOVE_BIT = 7 };
	_Static_assert(ASK_MOVE == 1 << MOVE_BIT, "the bit of ASK_MOVE");
	if (!contact_is_stranger(c) || !(c->asks & ASK_MOVE))
		return false;
	talk_hit(job, on, NULL, c, &c->asked[MOVE_BIT]);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	talk_judge_each(job, on, judge);
}

const struct check check_talk_move = {
	.code = "talk.move",
	.title = "A stranger wants to go on in another channel",
	.on = EV_TALK,
	.run = run,
};
