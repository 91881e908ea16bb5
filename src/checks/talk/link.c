/* talk.link: a link in a conversation is not what it seems, whoever sends it: accounts of friends
 * get stolen. The judgement is that of letters (checks/link/).
 *
 * Variants: those of link_fault(). */
#include "checks/talk/talks.h"

static bool judge(struct job *job, const struct evidence *on, const struct contact *c)
{
	const struct bad_link *bad = &c->bad;
	if (!bad->fault)
		return false;
	struct finding *f = talk_hit(job, on, bad->fault, c, &bad->at);
	finding_text(f, "target", bad->link.first.text);
	finding_text(f, "host", bad->link.last.host);
	finding_text(f, "organisation", bad->organisation);
	finding_text(f, "known", bad->known);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	talk_judge_each(job, on, judge);
}

const struct check check_talk_link = {
	.code = "talk.link",
	.title = "A link in the conversation is not what it seems",
	.on = EV_TALK,
	.run = run,
};
