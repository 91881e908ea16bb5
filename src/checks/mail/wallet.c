/* mail.wallet: the address for a payment is not the one that was given before.
 *
 * Variants: "imitated" (it begins and ends like another one that the letter quotes, or that this
 * person gave before, and differs between: made to be taken for it; "address poisoning"),
 * none (this person's proved letters gave another one on the same chain), "quoted" (the talk
 * below gives another one), "mistyped" (the checksum is wrong: mistyped or altered). */
#include "checks/mail/wallet.h"

#include "checks/mail/asks.h"
#include "checks/mail/known.h"

struct collecting {
	struct arena *arena;
	struct wallets *wallets;
};

bool wallets_have(const struct wallets *w, const struct money_address *address)
{
	for (size_t i = 0; i < w->count; i++)
		if (money_address_equal(&w->list[i].address, address))
			return true;
	return false;
}

static bool take(void *state, const struct money_found *found)
{
	struct collecting *in = state;
	struct wallets *w = in->wallets;
	if (found->address.kind == MONEY_TRANSACTION ||
		money_address_by_chance(&found->address) ||
		wallets_have(w, &found->address))
		return true;
	w->cut |= w->count == WALLETS_MAX;
	if (w->cut)
		return false;
	w->list[w->count++] = (struct wallet_named){ found->address,
		arena_copy(in->arena, found->plain) };
	return true;
}

void wallets_find(struct arena *a, struct span text, struct wallets *w)
{
	money_address_find(text, take, &(struct collecting){ a, w });
}

const struct wallets *letter_wallets(struct job *job, struct letter *letter)
{
	if (letter->wallets)
		return letter->wallets;
	struct wallets *w = arena_new(job->arena, struct wallets);
	wallets_find(job->arena, letter_text(job, letter), w);
	wallets_find(job->arena, letter_html_text(job, letter), w);
	letter->wallets = w;
	return w;
}

struct span wallet_kept(struct arena *a, const struct wallet_named *w)
{
	bool plain = w->address.chain == MONEY_ETHEREUM ||
		     w->address.kind == MONEY_WITNESS_KEY_HASH ||
		     w->address.kind == MONEY_WITNESS_SCRIPT_HASH ||
		     w->address.kind == MONEY_TAPROOT;
	return plain ? arena_lower(a, w->text) : w->text;
}

/* --- what was given before --- */

/* On the chain of `now`, whom its letters gave at least as often; the oftenest stands first. */
static struct span given_before(
	struct job *job, const struct people_answer *a, const struct wallet_named *now)
{
	struct span kept = wallet_kept(job->arena, now), other = SPAN("");
	for (size_t i = 0; i < a->habit_count; i++) {
		struct money_address before;
		if (a->habits[i].kind != HABIT_WALLET)
			continue;
		if (span_equal(a->habits[i].value, kept))
			return other;
		if (!other.n && money_address_read(a->habits[i].value, &before) &&
			before.chain == now->address.chain)
			other = a->habits[i].value;
	}
	return other;
}

void wallet_tell(struct finding *f, const struct wallet_named *now, struct span before)
{
	finding_text(f, "address", now->text);
	finding_text(f, "chain", span_from_cstr(money_chain_name(now->address.chain)));
	finding_text(f, "before", before);
}

static bool is_other(const struct wallet_named *a, const struct wallet_named *b)
{
	return a->address.chain == b->address.chain &&
	       !money_address_equal(&a->address, &b->address);
}

const struct wallets *letter_all_wallets(struct job *job, struct letter *letter)
{
	if (letter->all_wallets)
		return letter->all_wallets;
	struct wallets *all = arena_new(job->arena, struct wallets);
	*all = *letter_wallets(job, letter);
	wallets_find(job->arena, letter_whole_text(job, letter), all);
	letter->all_wallets = all;
	return all;
}

/* The one of them that it begins and ends like, or NULL. */
static const struct wallet_named *imitated_by(
	const struct wallet_named *now, const struct wallets *others)
{
	for (size_t i = 0; i < others->count; i++)
		if (is_other(now, &others->list[i]) &&
			money_address_resembles(
				now->text, others->list[i].text, NULL, NULL))
			return &others->list[i];
	return NULL;
}

bool wallet_is_changed(struct job *job, struct letter *letter,
	const struct wallet_named *now, struct wallet_change *change_r)
{
	const struct wallet_named *other =
		imitated_by(now, letter_all_wallets(job, letter));
	struct span before = given_before(job, letter_people(job, letter), now);
	*change_r = (struct wallet_change){ other != NULL, other ? other->text : before };
	if (!other && before.n)
		change_r->imitation =
			money_address_resembles(now->text, before, NULL, NULL);
	return other || before.n;
}

/* The letter names one, and what stands below it another. */
static const struct wallet_named *quoted_otherwise(const struct wallets *own,
	const struct wallet_named *now, const struct wallets *all)
{
	for (size_t i = 0; i < own->count; i++)
		if (is_other(now, &own->list[i]))
			return NULL; /* it tells of several itself */
	for (size_t i = 0; i < all->count; i++)
		if (is_other(now, &all->list[i]))
			return &all->list[i];
	return NULL;
}

static bool judge(struct job *job, const struct evidence *on, struct letter *letter,
	const struct wallets *own, const struct wallet_named *now)
{
	struct wallet_change change;
	const struct wallet_named *quoted;
	if (wallet_is_changed(job, letter, now, &change))
		wallet_tell(job_hit(job, on, change.imitation ? "imitated" : NULL), now,
			change.before);
	else if (now->address.checksum == MONEY_WRONG)
		wallet_tell(job_hit(job, on, "mistyped"), now, SPAN(""));
	else if ((quoted = quoted_otherwise(own, now, letter_all_wallets(job, letter))))
		wallet_tell(job_hit(job, on, "quoted"), now, quoted->text);
	else
		return false;
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	struct letter *letter = letter_of(on);
	const struct wallets *own = letter_wallets(job, letter);
	for (size_t i = 0; i < own->count; i++)
		if (judge(job, on, letter, own, &own->list[i]))
			return;
	if (letter->text_cut || own->cut)
		job_unknown(job, on, GAP_LIMIT);
	else
		sender_nothing(job, on);
}

const struct check check_mail_wallet = {
	.code = "mail.wallet",
	.title = "The address for a payment is not the one given before",
	.on = EV_MAIL,
	.run = run,
};
