/* talk.wallet: one person names two addresses for payments on one chain.
 *
 * Variants: "imitated" (the same head and tail, another middle: made to be taken for the
 * first; "address poisoning"), none (another one; services change theirs, thieves do too),
 * "mistyped" (the checksum is wrong: mistyped, altered, or none). */
#include "checks/talk/talks.h"

/* "": they have nothing to do with each other. */
static const char *compare(const struct wallet_named *a, const struct wallet_named *b)
{
	if (a->address.chain != b->address.chain)
		return "";
	if (money_address_resembles(a->text, b->text, NULL, NULL))
		return "imitated";
	return a->address.kind == b->address.kind ? NULL : "";
}

static bool tell(struct job *job, const struct evidence *on, const struct contact *c,
	const char *variant, size_t now, struct span before)
{
	const struct wallet_named *w = &c->wallets->list[now];
	struct finding *f = talk_hit(job, on, variant, c, &c->wallets_at[now]);
	finding_text(f, "address", w->text);
	finding_text(f, "chain", span_from_cstr(money_chain_name(w->address.chain)));
	finding_text(f, "before", before);
	return true;
}

/* Tells of the first two whose comparison comes to `wanted`. */
static bool tell_pair(struct job *job, const struct evidence *on, const struct contact *c,
	const char *wanted)
{
	const struct wallet_named *list = c->wallets->list;
	for (size_t i = 0; i < c->wallets->count; i++)
		for (size_t k = 0; k < i; k++) {
			const char *how = compare(&list[k], &list[i]);
			if (how == wanted || (how && wanted && strcmp(how, wanted) == 0))
				return tell(job, on, c, wanted, i, list[k].text);
		}
	return false;
}

static bool tell_mistyped(
	struct job *job, const struct evidence *on, const struct contact *c)
{
	for (size_t i = 0; i < c->wallets->count; i++)
		if (c->wallets->list[i].address.checksum == MONEY_WRONG)
			return tell(job, on, c, "mistyped", i, SPAN(""));
	return false;
}

static bool judge(struct job *job, const struct evidence *on, const struct contact *c)
{
	return c->wallets &&
	       (tell_pair(job, on, c, "imitated") || tell_mistyped(job, on, c) ||
		       (!contact_is_in_group(c) && tell_pair(job, on, c, NULL)));
}

static void run(struct job *job, const struct evidence *on)
{
	talk_judge_each(job, on, judge);
}

const struct check check_talk_wallet = {
	.code = "talk.wallet",
	.title = "The address for a payment changed",
	.on = EV_TALK,
	.run = run,
};
