#ifndef ASSAY_TRACE_CLUSTER_H
#define ASSAY_TRACE_CLUSTER_H

#include "trace/join.h"

/* Addresses that are consistent with one owner. Nothing is merged silently: each address beyond
 * the first ones stands with the one piece of evidence that brought it in, and can be taken out
 * again with all that hangs on it.
 *
 *	inputs		outputs of both were spent in one transaction, for which both keys are needed
 *			(Meiklejohn et al., IMC 2013, heuristic 1). Never where it has the form of a CoinJoin
 *	deposit		both paid an account that passes what it gets on to one and the same busy account, as the
 *			deposit addresses of exchanges do, which each belong to one customer (Victor, FC
 *			2020)
 *
 *	change		(only where it is asked for) an output of a payment of theirs that is what was left of it, by
 *			votes: its address is new; it is of the inputs' type and no other is; it is less
 *			than each input and no other is; all others are round amounts and it is not. One output
 *			alone must have the votes (Meiklejohn et al.; Kalodner et al., USENIX Security 2020)
 *
 * All can be wrong: PayJoin and CoinJoins of unknown form have inputs of several, and people pay to
 * deposit addresses of others. */
enum cluster_kind { CLUSTER_INPUTS, CLUSTER_DEPOSIT, CLUSTER_CHANGE, CLUSTER_KINDS };

const char *cluster_kind_name(enum cluster_kind kind);

struct cluster_member {
	uint32_t account,
		with; /* who was in before; of the first ones the account itself */
	enum cluster_kind kind;
	uint32_t through;    /* the transaction, or the deposit address, as an account */
	struct transfer row; /* its spending or paying */
};

struct cluster {
	struct cluster_member
		*members; /* in the order in which they came in, the first ones first */
	size_t count, capacity, first;
	size_t joins;	/* transactions that were not used, because of their form */
	size_t unknown; /* inputs whose address the ledger does not have */
	size_t busy; /* payers of deposit addresses that are too busy to be one customer */
	bool cut;    /* there may be more */
};

struct cluster_options {
	const struct pattern_rules *rules;
	const uint32_t
		*without; /* addresses, transactions and deposit addresses to leave out */
	size_t without_count;
	size_t members_max; /* 0: no limit */
	bool change;	    /* outputs that are what was left, too */
};

/* Rows that are looked at of one address. */
enum { CLUSTER_ROWS_MAX = 100000 };

/* Begins with `accounts`, different ones. Results live as long as `a`. 0 or -errno. */
int cluster_find(struct edges *edges, struct arena *a, const uint32_t *accounts,
	size_t count, const struct cluster_options *options, struct cluster *cluster_r,
	struct err *err_r);

#endif
