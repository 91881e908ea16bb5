/* file.listed: an address for payments that a person reads in a file, or that a QR code or a link
 * pays to, stands on a list of the law, or an authority said that stolen money was there
 * (docs/known.md). Thieves put it into the invoice, not into the letter.
 *
 * Variants and weights as of mail.listed; what is not read for its text: text.c. */
#include "checks/mail/listed.h"
#include "checks/file/text.h"

static enum gap look_at(struct job *job, struct file *f, bool *found_r)
{
	const struct lists_told *told = NULL;
	enum gap gap = GAP_NONE;
	const struct wallet_named *w = listed_gravest(job, f->wallets, &told, &gap);
	if (w) {
		listed_tell(file_hit(f, listed_variant(told->standing)), w, told);
		*found_r = true;
	}
	return gap == GAP_NONE && f->wallets->cut ? GAP_LIMIT : gap;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	enum gap gap = GAP_NONE;
	for (struct file *f = files->first; f; f = f->next) {
		enum gap one = f->wallets ? look_at(job, f, &found) : GAP_NONE;
		gap = one == GAP_NONE ? gap : one;
	}
	if (gap != GAP_NONE)
		job_unknown(job, on, gap);
	else
		files_say_clear(files, found);
}

const struct check check_file_listed = {
	.code = "file.listed",
	.title = "An address in a file stands on an authority's list",
	.on = EV_FILES,
	.run = run,
};
