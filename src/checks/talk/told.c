/* talk.told: what is said on two channels under one name does not agree.
 *
 * Variants: none (somebody of this name said in a letter or another conversation that they have
 * another account than this one, or than one that is named here), "mailbox" (they name a mailbox
 * as their own, and the user writes to somebody of that name elsewhere). Either may be true of
 * an honest person; so it accuses nobody alone. */
#include "checks/mail/told.h"
#include "checks/talk/talks.h"

enum { ASKED_MAX = 20 };

/* Where it was said; the account itself was not said anywhere. */
struct named {
	struct account account;
	struct moment at;
};

static size_t accounts_of(
	const struct talks *talks, const struct contact *c, struct named *list)
{
	size_t count = 0;
	enum account_channel own = account_channel_of(talks->channel);
	struct span handle = c->who.handle;
	if (span_starts_with(handle, SPAN("@")))
		handle = span_skip(handle, 1);
	if (own != ACCOUNT_NONE && handle.n)
		list[count++] = (struct named){ { own, handle },
			{ 0, c->first_s, contact_name(c) } };
	for (size_t i = 0; c->told && i < c->told->count; i++)
		list[count++] = (struct named){ c->told->list[i], c->told_at[i] };
	return count;
}

/* The mailbox of somebody of that name to whom the user writes, if none of them is this one. */
static struct span written_to(
	struct job *job, const struct people_answer *answer, const struct account *seen)
{
	struct span other = SPAN("");
	if (seen->channel != ACCOUNT_MAIL || answer->namesakes_are_many)
		return other;
	for (size_t i = 0; i < answer->namesake_count; i++) {
		struct span address = answer->namesakes[i].address;
		if (!told_mailboxes_differ(job->arena, seen->name, address))
			return SPAN("");
		if (!other.n)
			other = address;
	}
	return other;
}

static bool judge_account(struct job *job, const struct evidence *on,
	const struct contact *c, const struct people_answer *answer,
	const struct named *seen)
{
	const char *variant = "mailbox";
	struct span other = written_to(job, answer, &seen->account);
	if (!other.n) {
		variant = NULL;
		other = told_differently(job, answer, &seen->account);
	}
	if (!other.n)
		return false;
	struct finding *f = talk_hit(job, on, variant, c, &seen->at);
	finding_text(f, "account", seen->account.name);
	finding_text(f, "other", other);
	return true;
}

static bool judge(struct job *job, const struct evidence *on, const struct contact *c,
	enum gap *gap_r)
{
	struct named seen[TOLD_MAX + 1];
	struct people_question q = { .message_id = SPAN("") };
	size_t count = accounts_of(talks_of(on), c, seen);
	if (!count || !contact_party(job, talks_of(on), c, &q.who))
		return false;
	const struct people_answer *answer = ask_people(job, &q);
	enum gap gap = gap_of_people(answer->status);
	*gap_r = gap != GAP_NONE ? gap : *gap_r;
	if (gap != GAP_NONE || answer->person.sent)
		return false;
	for (size_t i = 0; i < count; i++)
		if (judge_account(job, on, c, answer, &seen[i]))
			return true;
	return false;
}

static void run(struct job *job, const struct evidence *on)
{
	size_t asked = 0, hits = 0;
	enum gap gap = GAP_NONE;
	for (const struct contact *c = talks_of(on)->first; c; c = c->next) {
		bool asks = c->room && c->said && !contact_is_in_group(c) &&
			    !contact_is_established(c) && c->who.name.n;
		if (asks && job_has_people(job) && asked++ < ASKED_MAX)
			hits += judge(job, on, c, &gap);
	}
	if (!hits)
		talk_nothing_known(
			job, on, gap == GAP_NONE && asked > ASKED_MAX ? GAP_LIMIT : gap);
}

const struct check check_talk_told = {
	.code = "talk.told",
	.title = "What is said under one name on two channels does not agree",
	.on = EV_TALK,
	.run = run,
};
