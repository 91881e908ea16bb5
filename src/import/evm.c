/* The names of columns are those of ethereum-etl (docs/schema.md there), of its streams, of
 * cryo, and of what BigQuery's public tables have. */
#include "import/evm.h"

#include "base/big.h"
#include "base/hash.h"
#include "base/must.h"
#include "base/num.h"

static const char *const words[EVM_FIELDS] = {
	[EVM_TYPE] = "type",
	[EVM_HASH] = "hash|transaction_hash",
	[EVM_BLOCK] = "block_number",
	[EVM_NUMBER] = "number",
	[EVM_INDEX] = "transaction_index",
	[EVM_FROM] = "from_address|action_from",
	[EVM_TO] = "to_address|action_to",
	[EVM_VALUE] = "value|value_string|action_value",
	[EVM_TIME] = "block_timestamp|timestamp",
	[EVM_TOKEN] = "token_address|erc20|erc721",
	[EVM_NFT] = "token_id|token_id_string",
	[EVM_LOG_INDEX] = "log_index",
	[EVM_TRACE_TYPE] = "trace_type|action_type",
	[EVM_CALL_TYPE] = "call_type|action_call_type",
	[EVM_TRACE_ADDRESS] = "trace_address",
	[EVM_TRANSFER_INDEX] = "transfer_index",
	[EVM_ERROR] = "error",
	[EVM_STATUS] = "status|receipt_status|success",
	[EVM_GAS_LIMIT] = "gas|gas_limit",
	[EVM_GAS_USED] = "gas_used|receipt_gas_used",
	[EVM_PRICE] = "effective_gas_price|receipt_effective_gas_price",
	[EVM_GAS_PRICE] = "gas_price",
	[EVM_TOPICS] = "topics",
	[EVM_TOPIC_0] = "topic0",
	[EVM_TOPIC_1] = "topic1",
	[EVM_TOPIC_2] = "topic2",
	[EVM_TOPIC_3] = "topic3",
	[EVM_DATA] = "data",
	[EVM_ADDRESS] = "address",
	[EVM_MINER] = "miner|author",
	[EVM_SYMBOL] = "symbol",
	[EVM_DECIMALS] = "decimals",
	[EVM_CONTRACT] = "contract_address|receipt_contract_address",
	[EVM_BLOCK_HASH] = "block_hash|parent_hash",
};

const struct record_names evm_names = { words, EVM_FIELDS };

#define HAS(field) ((uint64_t)1 << (field))

static bool has_all(const struct record *r, uint64_t fields)
{
	return (r->has & fields) == fields;
}

enum evm_kind evm_kind_of(const struct record *r)
{
	static const struct {
		const char *type;
		enum evm_kind kind;
	} types[] = { { "transaction", EVM_TRANSACTION }, { "trace", EVM_TRACE },
		{ "token_transfer", EVM_TRANSFER }, { "log", EVM_LOG },
		{ "block", EVM_BLOCK_HEAD }, { "token", EVM_TOKEN_FACTS },
		{ "receipt", EVM_RECEIPT }, { "contract", EVM_OTHER } };
	for (size_t i = 0; r->is_json && i < sizeof(types) / sizeof(*types); i++)
		if (span_equal(r->field[EVM_TYPE], span_from_cstr(types[i].type)))
			return types[i].kind;
	if (has_all(r, HAS(EVM_TRACE_TYPE)))
		return EVM_TRACE;
	if (has_all(r, HAS(EVM_TRANSFER_INDEX) | HAS(EVM_FROM) | HAS(EVM_VALUE)))
		return EVM_NATIVE;
	if (has_all(r, HAS(EVM_TOKEN) | HAS(EVM_LOG_INDEX) | HAS(EVM_FROM)))
		return EVM_TRANSFER;
	if (has_all(r, HAS(EVM_LOG_INDEX) | HAS(EVM_DATA)))
		return EVM_LOG;
	if (has_all(r, HAS(EVM_HASH) | HAS(EVM_FROM) | HAS(EVM_TO) | HAS(EVM_VALUE)))
		return EVM_TRANSACTION;
	if (has_all(r, HAS(EVM_HASH) | HAS(EVM_GAS_USED) | HAS(EVM_INDEX)))
		return EVM_RECEIPT;
	if (has_all(r, HAS(EVM_MINER) | HAS(EVM_TIME)))
		return EVM_BLOCK_HEAD;
	return has_all(r, HAS(EVM_ADDRESS) | HAS(EVM_DECIMALS)) ? EVM_TOKEN_FACTS
								: EVM_OTHER;
}

bool evm_bytes(struct span text, unsigned char *out, size_t n)
{
	return span_starts_with_nocase(text, SPAN("0x")) &&
	       num_hex_bytes(span_skip(text, 2), out, n);
}

/* --- tables --- */

/* Open addressing over a key of fixed size; an entry is the key and what it means. */
struct table {
	struct big entries; /* the first byte of each: whether it is taken */
	size_t slots, used, key_n, value_n;
};

static size_t entry_size(const struct table *t)
{
	return (8 + t->key_n + t->value_n + 7) & ~(size_t)7;
}

static unsigned char *slot_of(const struct table *t, const void *key)
{
	size_t size = entry_size(t);
	uint64_t at = hash_bytes(span_of(key, t->key_n), 0x5DEECE66D);
	for (;; at++) {
		unsigned char *entry =
			(unsigned char *)t->entries.p + (at & (t->slots - 1)) * size;
		if (!entry[0] || memcmp(entry + 8, key, t->key_n) == 0)
			return entry;
	}
}

static void grow(struct table *t)
{
	struct table larger = *t;
	size_t size = entry_size(t);
	larger.slots = t->slots ? 2 * t->slots : 1024;
	larger.entries = (struct big){ 0 };
	big_grow(&larger.entries, larger.slots * size);
	for (size_t i = 0; i < t->slots; i++) {
		const unsigned char *entry =
			(const unsigned char *)t->entries.p + i * size;
		if (entry[0])
			memcpy(slot_of(&larger, entry + 8), entry, size);
	}
	big_free(&t->entries);
	*t = larger;
}

/* Where the value of a key stands, made where there was none. */
static void *value_at(struct table *t, const void *key, bool *is_new_r)
{
	if (2 * (t->used + 1) > t->slots)
		grow(t);
	unsigned char *entry = slot_of(t, key);
	*is_new_r = !entry[0];
	if (*is_new_r) {
		entry[0] = 1;
		memcpy(entry + 8, key, t->key_n);
		t->used++;
	}
	return entry + ((8 + t->key_n + 7) & ~(size_t)7);
}

static const void *find(const struct table *t, const void *key)
{
	if (!t->slots)
		return NULL;
	const unsigned char *entry = slot_of(t, key);
	return entry[0] ? entry + ((8 + t->key_n + 7) & ~(size_t)7) : NULL;
}

/* --- facts --- */

struct evm_facts {
	struct arena *arena; /* of symbols */
	struct table blocks, transactions, tokens;
	struct table hashes; /* by block and index, for traces that tell no hash */
};

struct evm_facts *evm_facts_create(struct arena *a)
{
	struct evm_facts *f = arena_new(a, struct evm_facts);
	f->arena = a;
	f->blocks = (struct table){ .key_n = sizeof(uint64_t),
		.value_n = sizeof(struct evm_block) };
	f->transactions =
		(struct table){ .key_n = 32, .value_n = sizeof(struct evm_transaction) };
	f->hashes = (struct table){ .key_n = sizeof(uint64_t), .value_n = 32 };
	f->tokens = (struct table){ .key_n = 24, .value_n = sizeof(struct evm_token) };
	return f;
}

void evm_facts_finish(struct evm_facts *f)
{
	big_free(&f->blocks.entries);
	big_free(&f->transactions.entries);
	big_free(&f->hashes.entries);
	big_free(&f->tokens.entries);
}

static void learn_block(struct evm_facts *f, const struct record *r)
{
	uint64_t number;
	bool is_new;
	struct span text =
		r->field[EVM_NUMBER].n ? r->field[EVM_NUMBER] : r->field[EVM_BLOCK];
	if (!num_parse(text, UINT32_MAX, &number))
		return;
	struct evm_block *b = value_at(&f->blocks, &number, &is_new);
	b->has_time = import_time(r->field[EVM_TIME], &b->time_s);
	b->has_miner = evm_bytes(r->field[EVM_MINER], b->miner, 20);
}

static void learn_status(struct evm_transaction *t, struct span status)
{
	if (!status.n)
		return;
	t->has_status = true;
	t->failed = span_equal(status, SPAN("0")) ||
		    span_equal_nocase(status, SPAN("false")) ||
		    span_equal(status, SPAN("0x0"));
}

void evm_transaction_learn(struct evm_transaction *t, const struct record *r)
{
	uint64_t index;
	if (num_parse(r->field[EVM_INDEX], UINT32_MAX, &index)) {
		t->has_index = true;
		t->index = (uint32_t)index;
	}
	if (r->field[EVM_TIME].n)
		import_time(r->field[EVM_TIME], &t->time_s);
	learn_status(t, r->field[EVM_STATUS]);
	struct span price =
		r->field[EVM_PRICE].n ? r->field[EVM_PRICE] : r->field[EVM_GAS_PRICE];
	if (price.n)
		u256_parse(price, &t->price);
	t->has_gas |= u256_parse(r->field[EVM_GAS_USED], &t->gas_used);
	t->has_contract |= evm_bytes(r->field[EVM_CONTRACT], t->contract, 20);
}

struct span evm_text(struct arena *a, struct span hex, size_t word)
{
	enum { WORD = 32, BYTES_MAX = 1 << 16 };
	struct span digits = span_skip(hex, 2);
	size_t n = digits.n / 2;
	unsigned char *bytes = arena_alloc(a, n + 1);
	struct u256 place, length;
	if (n < (word + 1) * WORD || n > BYTES_MAX || !num_hex_bytes(digits, bytes, n))
		return SPAN("");
	struct span all = span_of(bytes, n);
	u256_from_bytes(span_take(span_skip(all, word * WORD), WORD), &place);
	if (u256_compare(place, u256_of(n - WORD)) > 0)
		return SPAN("");
	all = span_skip(all, place.w[0]);
	u256_from_bytes(span_take(all, WORD), &length);
	all = span_skip(all, WORD);
	return u256_compare(length, u256_of(all.n)) <= 0 ? span_take(all, length.w[0])
							 : SPAN("");
}

static void learn_transaction(struct evm_facts *f, const struct record *r)
{
	unsigned char hash[32];
	bool is_new;
	if (!evm_bytes(r->field[EVM_HASH], hash, 32))
		return;
	struct evm_transaction *t = value_at(&f->transactions, hash, &is_new);
	if (is_new)
		t->time_s = INT64_MIN;
	evm_transaction_learn(t, r);
	uint64_t block;
	if (!t->has_index || !num_parse(r->field[EVM_BLOCK], UINT32_MAX, &block))
		return;
	block = block << 32 | t->index;
	memcpy(value_at(&f->hashes, &block, &is_new), hash, 32);
}

static void learn_token(struct evm_facts *f, const struct record *r)
{
	unsigned char key[24] = { 0 };
	uint64_t decimals;
	bool is_new;
	if (!evm_bytes(r->field[EVM_ADDRESS], key, 20) ||
		!num_parse(r->field[EVM_DECIMALS], LEDGER_DECIMALS_MAX, &decimals))
		return;
	struct evm_token *t = value_at(&f->tokens, key, &is_new);
	t->decimals = (unsigned)decimals;
	t->symbol = arena_copy(f->arena, span_take(r->field[EVM_SYMBOL], 32));
}

void evm_facts_learn(struct evm_facts *f, enum evm_kind kind, const struct record *r)
{
	if (r->broken)
		return;
	if (kind == EVM_BLOCK_HEAD)
		learn_block(f, r);
	else if (kind == EVM_RECEIPT || kind == EVM_TRANSACTION)
		learn_transaction(f, r);
	else if (kind == EVM_TOKEN_FACTS)
		learn_token(f, r);
}

const struct evm_block *evm_facts_block(const struct evm_facts *f, uint64_t number)
{
	return find(&f->blocks, &number);
}

const struct evm_transaction *evm_facts_transaction(
	const struct evm_facts *f, const unsigned char hash[32])
{
	return find(&f->transactions, hash);
}

const unsigned char *evm_facts_hash(
	const struct evm_facts *f, uint32_t block, uint32_t index)
{
	uint64_t key = (uint64_t)block << 32 | index;
	return find(&f->hashes, &key);
}

const struct evm_token *evm_facts_token(
	const struct evm_facts *f, const unsigned char address[20])
{
	unsigned char key[24] = { 0 };
	memcpy(key, address, 20);
	return find(&f->tokens, key);
}
