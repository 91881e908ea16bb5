#ifndef ASSAY_IMPORT_BLOCK_H
#define ASSAY_IMPORT_BLOCK_H

#include <stdint.h>

#include "base/arena.h"

/* Blocks of Bitcoin and its kin as they go over the network (Bitcoin Core's serialize.h,
 * BIP-144), and what Core writes beside them to undo them (undo.h, compressor.h). */

struct block_input {
	unsigned char id[32]; /* as it is hashed: the text turns it round */
	uint32_t index;
};

struct block_output {
	uint64_t amount;
	struct span script;
};

struct block_tx {
	unsigned char id[32];
	struct block_input *inputs;
	size_t input_count;
	struct block_output *outputs;
	size_t output_count;
};

struct block {
	unsigned char hash[32], previous[32], merkle_root[32];
	uint32_t time_s;
	uint32_t height; /* as the first transaction tells it (BIP-34), or 0 */
	struct block_tx *txs;
	size_t tx_count;
	bool root_holds; /* the transactions are those that the head was made for */
};

/* False where it is no whole block. */
bool block_read(struct arena *a, struct span bytes, struct block *block_r);

/* The outputs that a block's transactions spent, behind the first one's, in order. False where
 * these are not the undo data of that block. */
bool block_undo(struct arena *a, struct span undo, const struct block *block,
	struct block_output ***spent_r);

/* 64 digits, turned round as everybody writes them. */
struct span block_id_text(struct arena *a, const unsigned char id[32]);

#endif
