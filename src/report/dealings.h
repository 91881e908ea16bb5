#ifndef ASSAY_REPORT_DEALINGS_H
#define ASSAY_REPORT_DEALINGS_H

#include "trace/imitation.h"

/* What a ledger knows of one account or one transaction. */

enum { DEALINGS_ASSETS_MAX = 64 };

/* What came in and went out of one asset. */
struct dealings_sum {
	uint32_t asset;
	struct u256 in, out;
	bool too_large;
};

/* Transfers with whoever stands on a list: on the day asked about, and on the day of the
 * transfer. Of a transaction: payments from such and to such. */
struct exposure {
	uint64_t in, out, in_then, out_then;
};

/* Transfers that say nothing of whom somebody deals with: anybody can make them. */
struct dealings_noise {
	uint64_t nothing; /* of no amount */
	uint64_t
		counterfeit; /* of tokens that call themselves like others, and adverts */
	struct imitations imitations; /* among those it deals with */
};

struct dealings {
	bool there, is_transaction;
	struct exposure exposure; /* without noise */
	struct dealings_noise noise;
	uint64_t in,
		out; /* transfers; of a transaction, `in` counts all of its payments */
	int64_t first_s, last_s;
	struct dealings_sum sums[DEALINGS_ASSETS_MAX];
	size_t sum_count, more_assets;
};

bool dealings_are_exposed(const struct dealings *d);

/* What came in of an asset, `dealings` being a struct dealings; false: it is not told apart. */
bool dealings_total_in(void *dealings, uint32_t asset, struct u256 *in_r);

/* Lines for people, after "In LEDGER: "; the value of "ledger" for programs. */
void dealings_add_text(struct text *t, struct edges *e, const struct dealings *d);
void dealings_add_json(struct text *t, struct edges *e, const struct dealings *d);

#endif
