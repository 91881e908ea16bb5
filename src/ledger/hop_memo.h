#ifndef ASSAY_LEDGER_HOP_MEMO_H
#define ASSAY_LEDGER_HOP_MEMO_H

#include "base/arena.h"
#include "base/span.h"

/* What a transaction of THORChain (and of Maya, which is made after it) says of itself: a
 * deposit names what is to be paid out and to whom, and a payout names the deposit that it
 * is for. So these hops are exact, where those of other services are guessed
 * (trace/hop.h). THORChain, "Transaction memos":
 *
 *	=:BTC.BTC:bc1q...:LIMIT:AFFILIATE:FEE	also "SWAP:..." and "s:..."; DESTINATION/REFUND
 *	OUT:<id of the deposit>			paid out
 *	REFUND:<id of the deposit>		given back
 *
 * An import writes those that it sees (the events of THORChain's routers on chains of
 * Ethereum's kind, OP_RETURN) into the ledger's file "memos", a line each,
 * "transaction,memo". Anybody can write one: what they link is checked by whoever follows. */

#define LEDGER_MEMOS "memos"

enum hop_memo_kind { MEMO_OTHER, MEMO_SWAP, MEMO_OUT, MEMO_REFUND };

struct hop_memo {
	enum hop_memo_kind kind;
	struct span asset, destination; /* of a swap: "BTC.BTC", "bc1q..." */
	unsigned char deposit[32];	/* of a payout: the transaction's identity */
};

/* "0x" and 64 hexadecimal digits, or these alone. */
bool hop_id_read(struct span text, unsigned char id_r[32]);
/* MEMO_OTHER where it is none of these, or is broken. */
struct hop_memo hop_memo_read(struct span text);

/* A deposit and what answers to it. */
struct hop_link {
	unsigned char deposit[32], payout[32];
	bool is_refund;
	struct span destination; /* as the deposit's memo has it; of a refund, and
				  * where none is known, empty */
};

struct hop_memos {
	struct hop_link *links; /* by deposit */
	size_t count;
};

/* A transaction and what it says. */
struct hop_memo_row {
	unsigned char id[32];
	struct hop_memo memo;
};

/* Sorts the rows and puts deposits and payouts together: a link for each destination that a
 * deposit names, and each once, however often the rows stand there. */
struct hop_memos hop_memos_link(struct arena *a, struct hop_memo_row *rows, size_t count);

/* The links of a deposit; NULL where there are none. */
const struct hop_link *hop_links_of(
	const struct hop_memos *m, const unsigned char deposit[32], size_t *count_r);

#endif
