#ifndef ASSAY_FRONT_DEALINGS_H
#define ASSAY_FRONT_DEALINGS_H

#include "front/lists.h"
#include "money/address.h"
#include "report/dealings.h"

/* Reads what a ledger knows of one account or one transaction. */

/* `worth` has one for each asset. 0 or -errno; an account or a transaction that is not in has no
 * dealings. */
int dealings_read(struct edges *e, const struct lists *lists, const enum worth *worth,
	struct arena *a, struct span thing, const struct money_address *address,
	struct dealings *d_r, struct err *err_r);

#endif
