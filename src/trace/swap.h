#ifndef ASSAY_TRACE_SWAP_H
#define ASSAY_TRACE_SWAP_H

#include "ledger/edges.h"
#include "trace/imitation.h"

/* What was exchanged within one transaction, by what each party has more or less of at its
 * end (net flow per party): routers and pools on the way come out even, or give one asset
 * for the other.
 *
 * Whoever paid one asset and got others has exchanged it. So has who only paid, where
 * exactly one party only got: the goods were delivered to somebody else. Where the payer
 * gave two assets, nobody can tell without prices what was got for which, and no exchange
 * is told: nor where a part of the payment stays with somebody who gave nothing for it, or
 * where a thing that is no amount (an NFT) was got. */

enum { SWAP_ROWS_MAX = 512, SWAP_ASSETS_MAX = 8, SWAP_TAKERS_MAX = 16 };

struct swap {
	uint32_t receiver;
	struct u256 paid; /* net */
	struct {
		uint32_t asset;
		struct u256 amount; /* net */
	} got[SWAP_ASSETS_MAX];
	size_t got_count;
	/* Who has more of the asset that was paid than before, and gave another for it, or had his own
	 * made: burned it is with nobody. */
	uint32_t takers[SWAP_TAKERS_MAX];
	size_t taker_count;
	/* All of the transaction that moves value, in order, without fees: in the room. */
	const struct transfer *rows;
	size_t row_count;
};

struct swap_room; /* some 200 kB, to be used again */
struct swap_room *swap_room_new(struct arena *a);

/* Does whoever makes the payment `row` exchange something by it? 1, or 0: no; or -errno.
 * It must be the first of the transaction to him or by him in that asset: what came in
 * before passes through. `worth` is a trace's: noise exchanges nothing. */
int swap_find(struct swap_room *room, struct edges *edges, const enum worth *worth,
	const struct transfer *row, struct swap *swap_r, struct err *err_r);

/* What is paid by `row` and its like in its transaction, less what comes back, whatever is
 * got for it: 1 with `paid` and `rows`; 0 where it is not the first of them, or nothing is
 * paid; or -errno. */
int swap_paid(struct swap_room *room, struct edges *edges, const enum worth *worth,
	const struct transfer *row, struct swap *swap_r, struct err *err_r);

/* All rows of the transaction of `row`, in order, fees and what is no payment too; none
 * where it has too many. 0 or -errno. */
int swap_rows(struct swap_room *room, struct edges *edges, const struct transfer *row,
	struct swap *swap_r, struct err *err_r);

/* Whether a row is of an account's payments in an asset, or of what came back. */
static inline bool swap_pays(const struct transfer *row, uint32_t account, uint32_t asset)
{
	return row->asset == asset && (row->from == account || row->to == account);
}

#endif
