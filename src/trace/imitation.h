#ifndef ASSAY_TRACE_IMITATION_H
#define ASSAY_TRACE_IMITATION_H

#include "ledger/edges.h"

/* Addresses that are made to be taken for others ("address poisoning"): who is to copy an
 * address out of a list of transfers looks at its beginning and its end, so a thief makes one
 * that begins and ends so, and has it stand in the list by a payment of nothing, of next to
 * nothing, or of a token that is worth nothing.
 *
 * Two addresses that begin with the same 3 and end with the same 4 hexadecimal digits and deal with
 * the same account are no accident: among 10,000 with whom one account deals, 0.2 pairs are to be
 * expected. Which of the two imitates is told by money that is real (worth.h), and else by
 * who does more. What money tells cannot be turned round by the imitator: he would have to be
 * paid. */

enum { IMITATION_HEAD = 3, IMITATION_TAIL = 4 };

/* What amounts of an asset tell. */
enum worth {
	WORTH_REAL,	   /* a chain's own coin, a currency, a token that is known */
	WORTH_UNKNOWN,	   /* whatever it is */
	WORTH_COUNTERFEIT, /* calls itself like one that is known, and is another */
	WORTH_ADVERT,	   /* calls itself like a place on the web */
	WORTHS
};

/* Whether an asset's transfers move value; without `worth` all do. */
static inline bool worth_moves(const enum worth *worth, uint32_t asset)
{
	return !worth || worth[asset] < WORTH_COUNTERFEIT;
}

enum imitation_proof {
	IMITATION_BY_AMOUNT, /* dealt with the same account for less than a hundredth of it */
	IMITATION_BY_DEALINGS, /* no real money tells; it deals less, and pays nothing on */
};

struct imitation {
	uint32_t imitator, genuine, through; /* the account that both dealt with */
	enum imitation_proof proof;
};

struct imitations {
	struct imitation *rows; /* each imitator once, in the order of their names */
	size_t count, capacity;
	size_t groups;	  /* of addresses that look alike and deal with one account */
	size_t undecided; /* of them: more than one could be genuine */
};

/* Those among the accounts with which `through` deals; LEDGER_NONE: in the whole ledger.
 * `worth` has one for each asset. Results live as long as `a`. 0 or -errno. */
int imitations_find(struct edges *edges, struct arena *a, const enum worth *worth,
	uint32_t through, struct imitations *imitations_r, struct err *err_r);

const char *imitation_proof_name(enum imitation_proof proof); /* "amount", "dealings" */

/* Whose imitator it is; NULL: nobody's. */
const struct imitation *imitations_of(const struct imitations *i, uint32_t account);

#endif
