#ifndef ASSAY_TRACE_TRACE_H
#define ASSAY_TRACE_TRACE_H

#include "ledger/edges.h"
#include "ledger/hop_memo.h"
#include "trace/imitation.h"
#include "trace/rule.h"

/* Where did stolen money go? The transfers of a ledger are looked at in their one order, but
 * only those of accounts that hold something stolen: an account wakes when taint comes in,
 * what it held before is read once, and it sleeps again when the taint is paid. So a trace
 * costs what it reaches, and not what is stored.
 *
 * In one transaction nothing is ahead of its order: a transfer is tainted by what came
 * before it, by block, transaction and position. */

/* Why a trace goes no further at some account. */
enum stop {
	STOP_NONE,
	STOP_HELD,    /* it has not moved on until the data end, or --until */
	STOP_SERVICE, /* labelled so: an exchange, a merchant, a bank that mixes its own */
	STOP_MIXER,   /* labelled so */
	STOP_BRIDGE,  /* labelled so: it goes on on another chain */
	STOP_BUSY,    /* as many transfers as only services have */
	STOP_DUST,    /* less than is followed */
	STOP_DORMANT, /* it lay for longer than is followed */
	STOP_HOPS,    /* farther than is followed */
	STOP_FEE,     /* paid to whoever keeps the chain or the bank */
	STOP_BURNED,  /* out of being */
	STOP_SWAP,    /* exchanged: what was got for it is followed instead */
	STOP_LIMIT,   /* more accounts than are followed: more could be found */
	STOPS
};

/* What was stolen. `amount` zero: all that moves so; else that much of it, the newest of what
 * the account holds at `from_s`, where no transaction is named. */
struct trace_origin {
	struct span name;      /* as the user gave it */
	uint32_t account;      /* or LEDGER_NONE: a transaction */
	struct transfer first; /* of the transaction */
	struct u256 amount;
	uint32_t asset; /* of `amount`; LEDGER_NONE: any */
	bool has_amount;
};

/* What becomes of stolen money that is exchanged within a transaction (swap.h). */
enum trace_swaps {
	SWAPS_OFF, /* it is followed to whoever took it, and what was got for it is not */
	SWAPS_CROSS, /* what was got for it is stolen in the same part, and followed instead */
	SWAPS_BOTH, /* both are followed */
};
/* Whoever takes in an exchange, and has fewer transfers than that, is not seen to be a market: what he
 * took is followed, too, for the exchange can be a show of the thief's. */
enum { TRACE_MARKET_ROWS = 20 };

struct trace_options {
	enum rule rule;
	enum trace_swaps swaps;
	/* Deposits and payouts of a swap service that name each other: crossed as
	 * exchanges are, from one chain to another; what was paid in ends as STOP_BRIDGE.
	 * NULL: none are known. */
	const struct hop_memos *memos;
	int64_t from_s, until_s; /* INT64_MIN and INT64_MAX: all */
	unsigned hops_max;	 /* 0: no limit */
	uint64_t accounts_max;	 /* 0: no limit */
	uint64_t busy_rows;	 /* more transfers than that: STOP_BUSY; 0: never */
	int64_t dormant_s;	 /* 0: never */
	/* The least of each asset that is followed, as a part of all that was stolen of it:
	 * one in so many; 0: everything. */
	uint64_t dust_part;
	/* What amounts of each asset tell: those of counterfeits and adverts move nothing. NULL: all
	 * assets are followed. */
	const enum worth *worth;
	/* What is known of an account, or STOP_NONE; may be NULL. */
	enum stop (*label)(void *state, uint32_t account);
	/* Now and then; true: end here. May be NULL. */
	bool (*stopped)(void *state, uint64_t rows, uint64_t accounts);
	void *state;
};

/* A transfer of which a part is tainted. */
struct trace_edge {
	struct transfer transfer;
	struct u256 tainted;
	uint32_t
		by; /* whose stolen money it was: who paid, or who exchanged something for it */
	bool is_exchange;
	uint32_t origin; /* where there are several: that of the largest part */
	unsigned hop;	 /* of the receiver, the origin's being 0 */
};

/* Stolen money that stays at an account, and why it is followed no further. */
struct trace_end {
	uint32_t account, asset;
	enum stop stop;
	struct u256 amount;
	unsigned hop;
	int64_t last_s; /* when the last of it came in */
};

struct trace_sum {
	uint32_t asset;
	struct u256 stolen, ended; /* equal under rules that conserve */
	struct u256 exchanged; /* of `stolen`: got for stolen money of another asset */
};

struct trace {
	enum rule rule;
	struct trace_edge *edges; /* in order, but for what origins got: as it was read */
	size_t edge_count, edge_capacity;
	struct trace_end *ends;
	size_t end_count, end_capacity;
	struct trace_sum *sums; /* by asset */
	size_t sum_count, sum_capacity;
	uint64_t rows;	   /* transfers looked at */
	uint64_t accounts; /* that held something stolen */
	uint64_t left_out; /* transfers to origins, of assets that move nothing */
	bool broken_off;
};

/* Follows the origins; results live as long as `a`. -ERANGE: the stolen amounts are too large
 * to be counted (2^255). */
int trace_run(struct edges *edges, struct arena *a, const struct trace_origin *origins,
	size_t count, const struct trace_options *options, struct trace *trace_r,
	struct err *err_r);

#endif
