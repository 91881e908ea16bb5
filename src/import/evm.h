#ifndef ASSAY_IMPORT_EVM_H
#define ASSAY_IMPORT_EVM_H

#include "import/import.h"
#include "import/record.h"

/* Rows of Ethereum and its kin, as several exporters write them, and what one file tells about
 * the rows of another: when a block was, what a transaction paid and whether it failed, how
 * many decimals a token has. */

enum evm_field {
	EVM_TYPE,
	EVM_HASH,
	EVM_BLOCK,
	EVM_NUMBER, /* of the block itself */
	EVM_INDEX,
	EVM_FROM,
	EVM_TO,
	EVM_VALUE,
	EVM_TIME,
	EVM_TOKEN,
	EVM_NFT, /* the token is one of things (cryo's erc721) */
	EVM_LOG_INDEX,
	EVM_TRACE_TYPE,
	EVM_CALL_TYPE,
	EVM_TRACE_ADDRESS,
	EVM_TRANSFER_INDEX,
	EVM_ERROR,
	EVM_STATUS,
	EVM_GAS_LIMIT,
	EVM_GAS_USED,
	EVM_PRICE,     /* that was paid */
	EVM_GAS_PRICE, /* that was offered; what was paid before EIP-1559 */
	EVM_TOPICS,
	EVM_TOPIC_0,
	EVM_TOPIC_1,
	EVM_TOPIC_2,
	EVM_TOPIC_3,
	EVM_DATA,
	EVM_ADDRESS,
	EVM_MINER,
	EVM_SYMBOL,
	EVM_DECIMALS,
	EVM_CONTRACT,
	EVM_BLOCK_HASH,
	EVM_FIELDS
};

extern const struct record_names evm_names;

/* What a record is, by its type or by the columns that it has. */
enum evm_kind {
	EVM_OTHER,
	EVM_TRANSACTION,
	EVM_RECEIPT,
	EVM_TRACE,
	EVM_TRANSFER, /* of a token */
	EVM_LOG,
	EVM_BLOCK_HEAD,
	EVM_TOKEN_FACTS,
	EVM_NATIVE, /* cryo's list of all transfers of the chain's own coin */
	EVM_KINDS
};
enum evm_kind evm_kind_of(const struct record *r);

/* A text among the values that a contract gives (its ABI): its place stands in the word of
 * that number, and there its length and its bytes. `hex` is "0x..."; empty where there is
 * none. */
struct span evm_text(struct arena *a, struct span hex, size_t word);

struct evm_block {
	int64_t time_s;
	bool has_time, has_miner;
	unsigned char miner[20];
};

struct evm_transaction {
	bool has_status, failed, has_index, has_gas, has_contract;
	uint32_t index;
	int64_t time_s; /* INT64_MIN: not told */
	struct u256 gas_used, price;
	unsigned char contract[20];
};

/* What a record of a transaction or of a receipt tells, on top of what is known. */
void evm_transaction_learn(struct evm_transaction *t, const struct record *r);

struct evm_token {
	struct span symbol;
	unsigned decimals;
};

/* Tables over what was told, of one source and of the files beside it. */
struct evm_facts;
struct evm_facts *evm_facts_create(struct arena *a);
void evm_facts_finish(struct evm_facts *facts);
/* Takes what a record of kind block, receipt, transaction or token tells. */
void evm_facts_learn(struct evm_facts *f, enum evm_kind kind, const struct record *r);
/* NULL where nothing is known. */
const struct evm_block *evm_facts_block(const struct evm_facts *f, uint64_t number);
const struct evm_transaction *evm_facts_transaction(
	const struct evm_facts *f, const unsigned char hash[32]);
/* The 32 bytes of a transaction's hash, by its place. */
const unsigned char *evm_facts_hash(
	const struct evm_facts *f, uint32_t block, uint32_t index);
const struct evm_token *evm_facts_token(
	const struct evm_facts *f, const unsigned char address[20]);

/* "0x" and that many bytes in hexadecimal; false for all else. */
bool evm_bytes(struct span text, unsigned char *out, size_t n);

#endif
