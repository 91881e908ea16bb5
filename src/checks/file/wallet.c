/* file.wallet: an attached file gives an address for a payment that is made to be taken for one that
 * its letter names or its author gave before ("imitated"), or that is not the one given before
 * (none), as of mail.wallet: the invoice was exchanged, or is a thief's.
 *
 * Left out: another address than the letter's that is not like it, for invoices give several; files
 * that came without a letter; and what was only ever given in files, which the memory does not
 * keep. */
#include "checks/file/text.h"

static bool look_at(struct job *job, struct file *f)
{
	struct letter *letter = f->files->letter;
	const struct wallets *all = letter_all_wallets(job, letter);
	for (size_t i = 0; i < f->wallets->count; i++) {
		const struct wallet_named *w = &f->wallets->list[i];
		struct wallet_change change;
		if (wallets_have(all, &w->address) ||
			!wallet_is_changed(job, letter, w, &change))
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
