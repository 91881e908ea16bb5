#ifndef ASSAY_LEDGER_LEDGER_H
#define ASSAY_LEDGER_LEDGER_H

#include "base/u256.h"

/* Transfers at rest: of any chain or bank, in one folder of memory-mapped columns that is
 * only ever added to. docs/ledger.md tells the format.
 *
 * An account is a number for a name (an address, an account of a bank); an asset is a
 * number for a unit of a chain or bank. Both are the ledger's own and depend on the order
 * of imports: nothing that a person sees may. */

enum {
	LEDGER_NONE = UINT32_MAX,
	LEDGER_ASSETS_MAX = 1 << 24,
	LEDGER_DECIMALS_MAX = 77,
};

/* Transfers are from 1970 to 2106: a segment tells moments in 32 bits. */
#define LEDGER_TIME_MAX ((int64_t)UINT32_MAX)

/* What a row says happened. In one transaction rows stand in the order in which value
 * moved; a fee is paid last. */
enum transfer_kind {
	TRANSFER_NATIVE,   /* the transaction's own value */
	TRANSFER_INTERNAL, /* between contracts: out of a trace */
	TRANSFER_TOKEN,	   /* ERC-20 and its kin */
	TRANSFER_NFT,	   /* one thing, not an amount */
	TRANSFER_FEE,	   /* to whoever made the block, or to the bank */
	TRANSFER_MINT,	   /* into being: issued, mined */
	TRANSFER_BURN,	   /* out of being */
	TRANSFER_BANK,
	TRANSFER_SPEND, /* an unspent output goes into a transaction */
	TRANSFER_MAKE,	/* a transaction pays into a new output */
	TRANSFER_OWN,	/* that output stands at this address: nothing moves */
	TRANSFER_KINDS
};

/* "token"; "?" for what is no kind. */
const char *transfer_kind_name(unsigned kind);

/* Chains of unspent outputs are told in the same rows. A transaction is an account named by
 * its identity, and so is each output ("<txid>:<n>"): outputs go into the transaction
 * (TRANSFER_SPEND, in the order of the inputs), and out of it come new outputs
 * (TRANSFER_MAKE) and the fee. Whose output it is a row of TRANSFER_OWN says, from the output
 * to the address. So the rules that order money within an account order it within a
 * transaction too, and a trace follows an output exactly. */

/* A unit in which amounts are counted. */
struct asset {
	struct span
		name; /* "ethereum", "ethereum/0xdac1...", "bitcoin", "bank/EUR": unique */
	struct span symbol; /* "ETH", for people; nothing is decided by it */
	unsigned decimals;  /* of the amount as it is shown, 0 to 77 */
};

/* One transfer. Rows of one ledger have a total order, by all of `order` (and by their
 * content where even that is equal), which no import changes. */
struct transfer_order {
	int64_t time_s;
	uint32_t block, tx_index, position; /* 0 where the source tells none */
};

struct transfer {
	struct transfer_order order;
	uint32_t from, to, asset;
	uint8_t kind; /* enum transfer_kind */
	struct u256 amount;
	uint32_t segment, row; /* where it stands; `row` by source and time */
};

/* Whether both are one row of one ledger. */
static inline bool transfer_is_same(const struct transfer *a, const struct transfer *b)
{
	return a->segment == b->segment && a->row == b->row;
}

/* Whether an amount of something passes from one account to another: no fee, no single thing, and
 * nothing of outputs. */
bool transfer_is_payment(const struct transfer *t);

/* <0, 0, >0: which comes first, as far as the rows alone tell; names decide the rest
 * (store_compare()). */
int transfer_compare(const struct transfer *a, const struct transfer *b);

#endif
