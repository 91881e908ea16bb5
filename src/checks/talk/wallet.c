/* talk.wallet: one person names two addresses for payments on one chain.
 *
 * Variants: "imitated" (the same head and tail, another middle: made to be taken for the
 * first; "address poisoning"), none (another one; services change theirs, thieves do too),
 * "mistyped" (the checksum is wrong: mistyped, altered, or none). */
#include "checks/talk/talks.h"

static const char *compare(const struct wallet *a, const struct wallet *b)
{
	if (a->address.chain != b->address.chain)
		return "";
	if (money_address_resembles(a->text, b->text, NULL, NULL))
		return "imitated";
	return a->address.kind == b->address.kind ? NULL : "";
}

static bool tell(struct job *job, const struct evidence *on, const struct contact *c,
	const char *variant, const struct wallet *now, const struct wallet *before)
{
	struct finding *f = talk_hit(job, on, variant, c, &now->at);
	finding_text(f, "address", now->text);
	finding_text(f, "chain", span_from_cstr(money_chain_name(now->address.chain)));
	if (before)
		finding_text(f, "before", before->text);
	return true;
}

static bool judge(struct job *job, const struct evidence *on, const struct contact *c)
{
	const struct wallet *changed = NULL, *first = NULL;
	for (size_t i = 0; i < c->wallet_count; i++) {
		for (size_t k = 0; k < i; k++) {
			const char *how = compare(&c->wallets[k], &c->wallets[i]);
			if (how && *how)
				return tell(
					job, on, c, how, &c->wallets[i], &c->wallets[k]);
			if (!how && !changed) {
				changed = &c->wallets[i];
				first = &c->wallets[k];
			}
		}
	}
	for (size_t i = 0; i < c->wallet_count; i++)
		if (c->wallets[i].address.checksum == MONEY_WRONG)
			return tell(job, on, c, "mistyped", &c->wallets[i], NULL);
	return changed && !contact_is_in_group(c) &&
	       tell(job, on, c, NULL, changed, first);
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
