/* Program text that names where wallets, browsers and keychains keep their secrets: three
 * different places are a thief's list; one alone is what a wallet's own programs name. */
#include "checks/code/code.h"

static unsigned kinds_of(const struct source_word *w)
{
	return (unsigned)__builtin_popcountll(w->kinds);
}

static void run(struct job *job, const struct evidence *on)
{
	enum { LIST_MIN = 3, PAIR = 2 };
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next) {
		const struct source *s = code_source(f);
		if (!s || f->type == TYPE_TEXT)
			continue;
		const struct source_word *w = &s->uses[USE_WALLET];
		if (kinds_of(w) < PAIR)
			continue;
		file_hit_at(f, kinds_of(w) >= LIST_MIN ? "list" : NULL,
			span_skip(f->bytes, w->first), w->first);
		found = true;
	}
	files_say_clear(files, found);
}

const struct check check_code_wallet = {
	.code = "code.wallet",
	.title = "A program looks for wallets and passwords",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
