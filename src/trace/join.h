#ifndef ASSAY_TRACE_JOIN_H
#define ASSAY_TRACE_JOIN_H

#include "trace/pattern.h"

/* CoinJoin: several put inputs into one transaction whose outputs are of equal amounts, so that
 * nobody can tell whose output is whose. What is read is the form of a transaction and nothing else: one
 * person can make one by himself, and one whose form is not known here is not seen.
 *
 *	whirlpool	as many outputs as inputs, all of one pool's amount
 *	wasabi 2	many inputs of different addresses, both sides in falling order, and most outputs of
 *			standard amounts (1, 2 or 5 times a power of 10, a power of 2, or 1 or 2 times one of 3)
 *	wasabi 1	many inputs, and many equal outputs of about a tenth of a bitcoin
 *	equal		(JoinMarket and others) equal outputs; for each, or for each but one, another that is the
 *			change; and at least as many addresses that pay: Goldfeder et al., PETS 2018
 *
 * The forms stand with their rules in pattern.h. Those of a wallet are not seen before there was that
 * wallet. */
const char *join_form_name(enum join_form form); /* "none", "equal", "whirlpool", ... */

struct join {
	enum join_form form;
	uint32_t asset;
	size_t inputs, unknown; /* inputs whose address the ledger does not have */
	size_t payers; /* different addresses of the inputs; an unknown one counts as one more */
	size_t outputs, equal; /* those of the amount that is there most often */
	struct u256 amount;    /* that amount */
	bool cut; /* there are more than JOIN_ROWS_MAX rows: nothing was read */
};

enum { JOIN_ROWS_MAX = 8192 };

/* Reads the transaction in which `row` stands. 0 or -errno. */
int join_read(struct edges *edges, const struct transfer *row,
	const struct pattern_rules *rules, struct join *join_r, struct err *err_r);

#endif
