#ifndef ASSAY_TRACE_HOP_H
#define ASSAY_TRACE_HOP_H

#include "ledger/edges.h"

/* Which payout of a swap service did a deposit become, in another coin or on another chain?
 * Nothing on the chains says so. But a service swaps at the rate of the day, so the right pairs
 * agree with each other, pair of coins by pair of coins, and wrong ones agree with nothing.
 *
 * Pairs of a deposit and a payout that followed within the window are weighed by how well their
 * ratio agrees with those of other pairs of the same two assets about that time, each as
 * far as it is itself believed; every deposit has one payout at most, and every payout one
 * deposit (Sinkhorn's scaling); and so on until it settles. Rates need not be known, and
 * nothing is learned from cases.
 *
 * Left out: payouts in parts, payouts of chains of unspent outputs, and fees that are large
 * beside the amount (they shift the ratio). */

struct hop_payment {
	int64_t time_s;
	uint32_t party; /* who paid, or who was paid */
	uint32_t asset;
	double log_amount;
	struct transfer row;
	size_t pair,
		pair_count; /* of a deposit: its pairs among all; of a payout: how many */
};

struct hop_pair {
	size_t deposit, payout;
	double probability;
};

struct hops {
	struct hop_payment *deposits, *payouts; /* in order */
	size_t deposit_count, payout_count, deposit_capacity, payout_capacity;
	struct hop_pair *pairs; /* by deposit and payout */
	size_t pair_count, pair_capacity;
};

enum { HOP_WINDOW_S = 3600, HOP_PAIRS_MAX = 20 * 1000 * 1000 };
/* From here on a pair is named as the one; below it, it is only what is most likely. */
#define HOP_CERTAIN 0.9

/* Pairs what came in to the services (accounts of theirs) with what they paid within `window_s`
 * after it in another asset. Results live as long as `a`. -E2BIG: more pairs than HOP_PAIRS_MAX:
 * the window is too wide. */
int hops_run(struct edges *edges, struct arena *a, const uint32_t *services, size_t count,
	int64_t window_s, struct hops *hops_r, struct err *err_r);

/* The most probable pair of a deposit; NULL: it has none. */
const struct hop_pair *hops_best(const struct hops *h, size_t deposit);

#endif
