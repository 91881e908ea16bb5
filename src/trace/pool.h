#ifndef ASSAY_TRACE_POOL_H
#define ASSAY_TRACE_POOL_H

#include "ledger/edges.h"

/* A pool that takes in one amount from anybody, and pays the same out to anybody who can prove
 * that some deposit was his, without saying which (Tornado Cash is the best known). What the
 * ledger has of it, as deposits and withdrawals. */

struct pool_deposit {
	int64_t time_s;
	uint32_t by; /* who paid it first within its transaction: routers pass on */
	struct transfer row;
};

struct pool_withdrawal {
	int64_t time_s;
	uint32_t to;	 /* who got the most of it */
	struct u256 fee; /* what of it went elsewhere: to a relayer; zero: nothing */
	struct transfer row;
};

struct pool {
	uint32_t account, asset;
	struct u256 amount;
	struct pool_deposit *deposits; /* in order */
	size_t deposit_count, deposit_capacity;
	struct pool_withdrawal *withdrawals;
	size_t withdrawal_count, withdrawal_capacity;
	size_t others; /* transfers of no such amount */
};

/* Reads it; results live as long as `a`. -EINVAL: most of what that account takes in is not of
 * one amount, so it is no such pool. */
int pool_read(struct edges *edges, struct arena *a, uint32_t account, struct pool *pool_r,
	struct err *err_r);

#endif
