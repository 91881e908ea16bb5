#ifndef ASSAY_IMPORT_UTXO_H
#define ASSAY_IMPORT_UTXO_H

#include "import/import.h"

/* Transactions of chains of unspent outputs, in the rows that ledger.h describes. */

struct utxo_input {
	struct span id; /* of the transaction that made the output, hexadecimal */
	uint64_t index; /* which of its outputs */
	uint64_t amount;
	bool has_amount;
};

struct utxo_output {
	uint64_t amount;
	struct span owner; /* an address, or another name; empty: nobody's (data) */
};

struct utxo {
	struct span id;		     /* 64 hexadecimal digits */
	struct transfer_order order; /* position aside */
	bool is_coinbase;
	const struct utxo_input *inputs;
	size_t input_count;
	const struct utxo_output *outputs;
	size_t output_count;
};

/* The asset of the import's chain, "bitcoin" where none is told, with 8 decimals. */
int utxo_asset(struct import *import, uint32_t *asset_r, struct err *err_r);

/* Adds its rows. `*why_r`: not NULL where the whole transaction is to be set aside, because its
 * amounts are not all known or make no sense; then no row was added. */
int utxo_add(struct import *import, uint32_t asset, const struct utxo *tx,
	const char **why_r, struct err *err_r);

#endif
