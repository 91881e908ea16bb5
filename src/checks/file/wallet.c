/* file.wallet: an attached file names another address for a payment than its letter does, or than
 * the letter's author gave before: the invoice was exchanged, or is a thief's.
 *
 * Variants: "imitated" and none, as of mail.wallet. Left out: files that came without a letter, for
 * nobody is known to have given their addresses; and what was only ever given in files, which the
 * memory does not keep. */
#include "checks/file/text.h"

static bool is_named(const struct wallets *all, const struct wallet_named *w)
{
	for (size_t i = 0; i < all->count; i++)
		if (money_address_equal(&all->list[i].address, &w->address))
			return true;
	return false;
}

static bool look_at(struct job *job, struct file *f)
{
	struct letter *letter = f->files->letter;
	const struct wallets *all = letter_all_wallets(job, letter);
	for (size_t i = 0; i < f->wallets->count; i++) {
		const struct wallet_named *w = &f->wallets->list[i];
		struct wallet_change change;
		if (is_named(all, w) || !wallet_is_changed(job, letter, w, &change))
			continue;
		wallet_tell(file_hit(f, change.imitation ? "imitated" : NULL), w,
			change.before);
		return true;
	}
	return false;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false, cut = false;
	for (struct file *f = files->first; f && files->letter; f = f->next) {
		found |= f->wallets && look_at(job, f);
		cut |= f->wallets && f->wallets->cut;
	}
	if (cut)
		job_unknown(job, on, GAP_LIMIT);
	else
		files_say_clear(files, found);
}

const struct check check_file_wallet = {
	.code = "file.wallet",
	.title = "An attached file gives another address for a payment",
	.on = EV_FILES,
	.run = run,
};
