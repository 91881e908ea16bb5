/* talk.listed: somebody in the conversation names an address for payments that stands on an
 * authority's list. Variants and limits as of mail.listed. */
#include "checks/mail/listed.h"
#include "checks/talk/talks.h"

static bool judge(struct job *job, const struct evidence *on, const struct contact *c)
{
	const struct lists_told *told = NULL;
	enum gap gap = GAP_NONE;
	const struct wallet_named *w =
		c->wallets ? listed_gravest(job, c->wallets, &told, &gap) : NULL;
	if (w)
		listed_tell(talk_hit(job, on, listed_variant(told->standing), c,
				    &c->wallets_at[w - c->wallets->list]),
			w, told);
	if (gap != GAP_NONE)
		job_unknown(job, on, gap);
	return w || gap != GAP_NONE;
}

static void run(struct job *job, const struct evidence *on)
{
	talk_judge_each(job, on, judge);
}

const struct check check_talk_listed = {
	.code = "talk.listed",
	.title = "An address for payments stands on an authority's list",
	.on = EV_TALK,
	.run = run,
};
