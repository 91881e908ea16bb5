#ifndef ASSAY_REPORT_NOISE_H
#define ASSAY_REPORT_NOISE_H

#include "known/assets.h"
#include "trace/imitation.h"

/* What in a ledger is made to be taken for something else, for people and for programs
 * (docs/schema/noise-1.json). */

struct noise_report {
	struct edges *edges;
	struct arena *scratch;
	const struct imitations *imitations;
	/* What an asset is, and like what it calls itself. */
	enum known_asset (*asset)(
		void *state, const struct asset *asset, struct span *like_r);
	void *state;
	bool (*write)(void *state, struct span bytes);
};

void noise_print_text(struct noise_report *r);
/* One object a line. */
void noise_print_json(struct noise_report *r);

#endif
