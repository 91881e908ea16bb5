#ifndef ASSAY_REPORT_NOISE_H
#define ASSAY_REPORT_NOISE_H

#include "known/assets.h"
#include "report/say_money.h"
#include "trace/imitation.h"

/* What in a ledger is made to be taken for something else, for people and for programs
 * (docs/schema/noise-1.json). */

struct noise_report {
	struct money_paper paper;
	const struct imitations *imitations;
	/* What an asset is, and like what it calls itself; `state` is its own. */
	enum known_asset (*asset)(
		void *state, const struct asset *asset, struct span *like_r);
	void *state;
};

void noise_print_text(struct noise_report *r);
/* One object a line. */
void noise_print_json(struct noise_report *r);

#endif
