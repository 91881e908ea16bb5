/* mail.listed: an address for payments in the letter stands on a list of the law, or an
 * authority said that stolen money was there (docs/known.md).
 *
 * Variants: none, "stated", "then" (on other days than today). Letters about sanctions name
 * such addresses honestly, so that one alone is a caution. Labels are not asked for. */
#include "checks/mail/listed.h"

#include "checks/mail/asks.h"
#include "checks/mail/known.h"

const char *listed_variant(enum lists_standing standing)
{
	static const char *const variants[STANDINGS] = {
		[STANDS_STATED] = "stated", [STANDS_THEN] = "then"
	};
	return variants[standing];
}

void listed_tell(
	struct finding *f, const struct wallet_named *w, const struct lists_told *told)
{
	finding_text(f, "address", w->text);
	finding_text(f, "source", told->source);
	finding_text(f, "entry", told->name);
}

const struct wallet_named *listed_gravest(struct job *job, const struct wallets *w,
	const struct lists_told **told_r, enum gap *gap_r)
{
	const struct wallet_named *gravest = NULL;
	*gap_r = GAP_NONE;
	for (size_t i = 0; i < w->count; i++) {
		const struct lists_told *told = ask_lists(job, w->list[i].text);
		enum gap gap = gap_of_lists(told);
		if (gap != GAP_NONE)
			*gap_r = gap;
		if (told->standing != STANDS_NOWHERE &&
			(!gravest || told->standing < (*told_r)->standing)) {
			gravest = &w->list[i];
			*told_r = told;
		}
	}
	return gravest;
}

static void run(struct job *job, const struct evidence *on)
{
	struct letter *letter = letter_of(on);
	const struct wallets *all = letter_all_wallets(job, letter);
	const struct lists_told *told = NULL;
	enum gap gap;
	const struct wallet_named *w = listed_gravest(job, all, &told, &gap);
	if (w)
		listed_tell(job_hit(job, on, listed_variant(told->standing)), w, told);
	if (gap != GAP_NONE)
		job_unknown(job, on, gap);
	else if (w)
		return;
	else if (letter->text_cut || all->cut)
		job_unknown(job, on, GAP_LIMIT);
	else
		sender_nothing(job, on);
}

const struct check check_mail_listed = {
	.code = "mail.listed",
	.title = "An address for payments stands on an authority's list",
	.on = EV_MAIL,
	.run = run,
};
