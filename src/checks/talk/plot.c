/* talk.plot: what a stranger says adds up to one of the known plots (asks_plot()), however many
 * days and messages it is spread over.
 *
 * Variants: those of asks_plot(). */
#include "checks/mail/asks.h"
#include "checks/talk/talks.h"

/* The message that the plot was known by: the latest of the firsts that it is made of. */
static const struct moment *completed(const struct contact *c, unsigned made_of)
{
	const struct moment *last = &c->grave;
	for (size_t i = 0; i < ASK_BITS; i++)
		if (made_of >> i & 1 && c->asked[i].words.n &&
			(!last->words.n || c->asked[i].offset > last->offset))
			last = &c->asked[i];
	return last;
}

static bool judge(struct job *job, const struct evidence *on, const struct contact *c)
{
	unsigned made_of;
	const char *plot = contact_is_stranger(c) ? asks_plot(c->asks, &made_of) : NULL;
	if (!plot)
		return false;
	talk_hit(job, on, plot, c, completed(c, made_of));
	return true;
}

static bool is_unlisted(const struct contact *c)
{
	return c->room && c->unlisted && contact_is_stranger(c);
}

/* Where a stranger's language has no phrases, nothing is known of what they ask. */
static void run(struct job *job, const struct evidence *on)
{
	for (const struct contact *c = talks_of(on)->first; c; c = c->next)
		if (is_unlisted(c)) {
			job_unknown(job, on, GAP_LANGUAGE);
			break;
		}
	talk_judge_each(job, on, judge);
}

const struct check check_talk_plot = {
	.code = "talk.plot",
	.title = "What a stranger says adds up to a known fraud",
	.on = EV_TALK,
	.run = run,
};
