#ifndef ASSAY_IMPORT_EVM_ROWS_H
#define ASSAY_IMPORT_EVM_ROWS_H

#include "import/evm.h"

/* From records of Ethereum and its kin, however they came, to rows of a ledger. What a record
 * lacks, the facts tell. */
struct evm_rows {
	struct import *import;
	struct evm_facts *facts;
	bool again;		  /* what is read is in the ledger */
	unsigned char traced[32]; /* the transaction of the trace before */
	uint32_t trace;		  /* how many of it there were */
	uint64_t rewards;	  /* of the block at hand */
	uint64_t reward_block;
	struct span chain;
	uint32_t coin; /* asset */
	bool has_coin;
};

/* Begins with the import's chain and its own coin. 0 or -errno; evm_rows_end() in either case. */
int evm_rows_begin(struct evm_rows *e, struct import *import, struct err *err_r);
/* One record of any kind: rows, or facts; what is not understood is set aside. */
int evm_rows_take(struct evm_rows *e, const struct record *r, struct err *err_r);
/* Between blocks of lines. */
int evm_rows_mark(struct evm_rows *e, struct err *err_r);
void evm_rows_end(struct evm_rows *e);

#endif
