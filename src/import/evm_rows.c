/* Records of Ethereum and its kin to rows of a ledger (evm_rows.h).
 *
 * A transaction that failed moves its fee and nothing else; a call that failed moves nothing.
 * Only calls of kind "call", creations, self-destructions and rewards move coins: what a
 * delegated call shows as its value is its caller's. A log of "Transfer" with three topics is
 * of an ERC-20, with four of one thing (ERC-721); deposits and withdrawals of wrapped coins
 * (WETH9) are mint and burn of them, for these contracts log no transfer then.
 *
 * Within a transaction: its own value, then calls in their order, then tokens by log, then
 * the fee. Exports do not tell where among the calls a log was written. */
#include <errno.h>

#include "base/num.h"
#include "import/evm_rows.h"

enum {
	POSITION_TOKEN = 0x40000000, /* and the log's index */
	POSITION_FEE = INT32_MAX,
	DECIMALS_OF_COIN = 18,
};

static const char zero_address[] = "0x0000000000000000000000000000000000000000";

/* --- what a row stands in --- */

struct place {
	struct transfer row;
	unsigned char id[32];
	bool has_id;
};

static const char *take_time(struct evm_rows *e, const struct record *r,
	const struct evm_transaction *t, struct place *p)
{
	uint64_t block = 0;
	if (r->field[EVM_BLOCK].n && !num_parse(r->field[EVM_BLOCK], UINT32_MAX, &block))
		return "the block must be a number";
	p->row.order.block = (uint32_t)block;
	if (import_time(r->field[EVM_TIME], &p->row.order.time_s))
		return NULL;
	const struct evm_block *b = evm_facts_block(e->facts, block);
	if (b && b->has_time)
		p->row.order.time_s = b->time_s;
	else if (t && t->time_s != INT64_MIN)
		p->row.order.time_s = t->time_s;
	else if (e->import->options->no_time_s)
		p->row.order.time_s = e->import->options->no_time_s;
	else
		return "no time; blocks.csv beside it, or --no-time DATE, gives one";
	return NULL;
}

/* NULL, or why the record has no place. `*t_r` is what is known of its transaction. */
static const char *take_place(struct evm_rows *e, const struct record *r, struct place *p,
	const struct evm_transaction **t_r)
{
	uint64_t index = 0, block;
	*p = (struct place){ .has_id = false };
	p->has_id = evm_bytes(r->field[EVM_HASH], p->id, 32);
	if (!r->field[EVM_HASH].n && num_parse(r->field[EVM_BLOCK], UINT32_MAX, &block) &&
		num_parse(r->field[EVM_INDEX], UINT32_MAX, &index)) {
		const unsigned char *hash =
			evm_facts_hash(e->facts, (uint32_t)block, (uint32_t)index);
		if (hash)
			memcpy(p->id, hash, 32);
		p->has_id = hash != NULL;
	}
	*t_r = p->has_id ? evm_facts_transaction(e->facts, p->id) : NULL;
	if (r->field[EVM_HASH].n && !p->has_id)
		return "the transaction's hash is none";
	if (num_parse(r->field[EVM_INDEX], UINT32_MAX, &index))
		p->row.order.tx_index = (uint32_t)index;
	else if (*t_r && (*t_r)->has_index)
		p->row.order.tx_index = (*t_r)->index;
	return take_time(e, r, *t_r, p);
}

static int take_coin(struct evm_rows *e, struct err *err_r)
{
	struct span symbol = e->import->options->symbol;
	if (e->has_coin)
		return 0;
	e->has_coin = true;
	return writer_asset(e->import->writer, e->chain, symbol.n ? symbol : SPAN("ETH"),
		DECIMALS_OF_COIN, &e->coin, err_r);
}

/* Contracts that wrap the chain's own coin (WETH9) and log no transfer when they do. */
static bool wraps(struct span contract)
{
	static const char *const contracts[] = {
		"0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2", /* Ethereum */
		"0xbb4cdb9cbd36b01bd1cbaebf2de08d9173bc095c", /* BSC */
		"0x0d500b1d8e8ef31e21c99d1db9a6444d3adf1270", /* Polygon */
		"0x82af49447d8a07e3bd95bd0d56f35241523fbab1", /* Arbitrum */
		"0x4200000000000000000000000000000000000006", /* Optimism, Base */
		"0xb31f66aa3c1e785363f0875a1b74e27b85fd66c7", /* Avalanche */
	};
	for (size_t i = 0; i < sizeof(contracts) / sizeof(*contracts); i++)
		if (span_equal_nocase(contract, span_from_cstr(contracts[i])))
			return true;
	return false;
}

static int take_token(struct evm_rows *e, struct span address, struct span id,
	uint32_t *asset_r, struct err *err_r)
{
	unsigned char bytes[20];
	struct arena *a = e->import->scratch;
	const struct evm_token *known =
		evm_bytes(address, bytes, 20) ? evm_facts_token(e->facts, bytes) : NULL;
	struct span name = span_from_cstr(arena_printf(a, "%.*s/%.*s%s%.*s",
		SPAN_ARG(e->chain), SPAN_ARG(arena_lower(a, address)), id.n ? "#" : "",
		SPAN_ARG(id)));
	unsigned decimals = wraps(address) ? DECIMALS_OF_COIN
			    : known	   ? known->decimals
					   : 0;
	return writer_asset(e->import->writer, name, known ? known->symbol : SPAN(""),
		id.n ? 0 : decimals, asset_r, err_r);
}

/* --- one row --- */

static int refuse(struct evm_rows *e, const struct record *r, const char *why)
{
	if (!e->again)
		import_refuse(e->import, r->text, why);
	return 0;
}

static int add(struct evm_rows *e, const struct record *r, struct place *p,
	struct span from, struct span to, struct err *err_r)
{
	if (e->again)
		return 0;
	const char *why;
	if (!p->has_id)
		p->row.order.tx_index = 0;
	int added = writer_add_named(e->import->writer, &p->row, from, to,
		p->has_id ? p->id : NULL, &why, err_r);
	return why ? refuse(e, r, why) : added;
}

/* Where value comes from that nobody had, and where it goes that nobody gets. */
static struct span nowhere(struct evm_rows *e, const char *what)
{
	return span_from_cstr(
		arena_printf(e->import->scratch, "%.*s:%s", SPAN_ARG(e->chain), what));
}

static struct span address_text(struct arena *a, const unsigned char bytes[20])
{
	struct text t;
	text_init(&t, a, 42);
	text_add_cstr(&t, "0x");
	for (size_t i = 0; i < 20; i++)
		text_printf(&t, "%02x", bytes[i]);
	return text_span(&t);
}

/* --- transactions --- */

/* Whoever made the block gets the fee, as far as the blocks tell who that was. */
static struct span payee(struct evm_rows *e, uint32_t block)
{
	const struct evm_block *b = evm_facts_block(e->facts, block);
	return b && b->has_miner ? address_text(e->import->scratch, b->miner)
				 : nowhere(e, "fees");
}

static int add_fee(struct evm_rows *e, const struct record *r, struct place p,
	const struct evm_transaction *t, struct err *err_r)
{
	p.row.kind = TRANSFER_FEE;
	p.row.asset = e->coin;
	p.row.order.position = POSITION_FEE;
	if (!t->has_gas)
		return 0;
	if (!u256_mul(t->gas_used, t->price, &p.row.amount))
		return refuse(e, r, "a fee over 256 bits");
	if (u256_is_zero(p.row.amount))
		return 0;
	return add(e, r, &p, r->field[EVM_FROM], payee(e, p.row.order.block), err_r);
}

/* A creation's receiver is the contract that it made. */
static struct span receiver(
	struct evm_rows *e, const struct record *r, const struct evm_transaction *t)
{
	if (r->field[EVM_TO].n)
		return r->field[EVM_TO];
	if (r->field[EVM_CONTRACT].n)
		return r->field[EVM_CONTRACT];
	if (t && t->has_contract)
		return address_text(e->import->scratch, t->contract);
	return span_from_cstr(arena_printf(
		e->import->scratch, "%.*s:made", SPAN_ARG(r->field[EVM_HASH])));
}

static int take_transaction(struct evm_rows *e, const struct record *r, struct err *err_r)
{
	struct place p;
	const struct evm_transaction *beside;
	const char *why = take_place(e, r, &p, &beside);
	struct evm_transaction own =
		beside ? *beside : (struct evm_transaction){ .time_s = INT64_MIN };
	const struct evm_transaction *t = &own;
	evm_transaction_learn(&own, r);
	if (!why && !p.has_id)
		why = "no hash";
	if (!why && !u256_parse(r->field[EVM_VALUE], &p.row.amount))
		why = "no value";
	if (why)
		return refuse(e, r, why);
	p.row.kind = TRANSFER_NATIVE;
	p.row.asset = e->coin;
	int added = 0;
	if (!t->failed && !u256_is_zero(p.row.amount))
		added = add(e, r, &p, r->field[EVM_FROM], receiver(e, r, t), err_r);
	return added < 0 ? added : add_fee(e, r, p, t, err_r);
}

/* --- traces --- */

static bool is_one_of(struct span s, const char *words)
{
	struct span rest = span_from_cstr(words);
	while (rest.p)
		if (span_equal_nocase(span_split(&rest, '|'), s))
			return true;
	return false;
}

static bool has_failed(const struct record *r)
{
	return r->field[EVM_ERROR].n > 0 ||
	       is_one_of(r->field[EVM_STATUS], "0|false|0x0");
}

/* The first call of a transaction is the transaction's own. */
static uint32_t trace_position(struct evm_rows *e, const struct place *p)
{
	if (memcmp(e->traced, p->id, 32) != 0) {
		memcpy(e->traced, p->id, 32);
		e->trace = 0;
	}
	return e->trace++;
}

/* Blocks reward their maker, and those of their uncles. */
static uint32_t reward_position(struct evm_rows *e, const struct place *p)
{
	if (e->reward_block != p->row.order.block) {
		e->reward_block = p->row.order.block;
		e->rewards = 0;
	}
	return (uint32_t)e->rewards++;
}

static int take_reward(
	struct evm_rows *e, const struct record *r, struct place *p, struct err *err_r)
{
	p->row.kind = TRANSFER_MINT;
	return add(e, r, p, nowhere(e, "new"), r->field[EVM_TO], err_r);
}

static int take_trace(struct evm_rows *e, const struct record *r, struct err *err_r)
{
	struct place p;
	const struct evm_transaction *t;
	struct span type = r->field[EVM_TRACE_TYPE], call = r->field[EVM_CALL_TYPE];
	const char *why = take_place(e, r, &p, &t);
	bool pays = is_one_of(type, "create|suicide|selfdestruct|daofork") ||
		    (is_one_of(type, "call") && is_one_of(call, "call|"));
	bool is_new = is_one_of(type, "reward|genesis");
	if (!why && !is_new && !p.has_id && !is_one_of(type, "daofork"))
		why = "no transaction; transactions.csv beside it tells which";
	if (why)
		return refuse(e, r, why);
	uint32_t position = p.has_id ? trace_position(e, &p) : reward_position(e, &p);
	p.row.order.position = position;
	p.row.asset = e->coin;
	p.row.kind = position || !p.has_id ? TRANSFER_INTERNAL : TRANSFER_NATIVE;
	if ((!pays && !is_new) || has_failed(r) || (t && t->failed) ||
		!r->field[EVM_VALUE].n)
		return 0;
	if (!u256_parse(r->field[EVM_VALUE], &p.row.amount))
		return refuse(e, r, "the value is no number");
	if (u256_is_zero(p.row.amount))
		return 0;
	if (is_new)
		return take_reward(e, r, &p, err_r);
	return add(e, r, &p, r->field[EVM_FROM], receiver(e, r, NULL), err_r);
}

/* cryo lists what moved, in order; the first of a transaction is its own value. */
static int take_native(struct evm_rows *e, const struct record *r, struct err *err_r)
{
	struct place p;
	const struct evm_transaction *t;
	uint64_t index;
	const char *why = take_place(e, r, &p, &t);
	if (!why && !u256_parse(r->field[EVM_VALUE], &p.row.amount))
		why = "no value";
	if (!why && !num_parse(r->field[EVM_TRANSFER_INDEX], POSITION_TOKEN - 1, &index))
		why = "no index of the transfer";
	if (why)
		return refuse(e, r, why);
	p.row.kind = TRANSFER_INTERNAL;
	p.row.asset = e->coin;
	p.row.order.position = (uint32_t)index + 1;
	if (u256_is_zero(p.row.amount))
		return 0;
	return add(e, r, &p, r->field[EVM_FROM], r->field[EVM_TO], err_r);
}

/* --- tokens --- */

static int add_token(struct evm_rows *e, const struct record *r, struct place *p,
	struct span token, struct span thing, struct span from, struct span to,
	struct err *err_r)
{
	int got = e->again ? 0 : take_token(e, token, thing, &p->row.asset, err_r);
	if (got < 0)
		return refuse(e, r, err_r->text);
	bool mint = span_equal(from, span_from_cstr(zero_address));
	bool burn = span_equal(to, span_from_cstr(zero_address));
	p->row.kind = mint	? TRANSFER_MINT
		      : burn	? TRANSFER_BURN
		      : thing.n ? TRANSFER_NFT
				: TRANSFER_TOKEN;
	return add(e, r, p, from, to, err_r);
}

static const char *take_log_place(
	struct evm_rows *e, const struct record *r, struct place *p)
{
	uint64_t log;
	const struct evm_transaction *t;
	const char *why = take_place(e, r, p, &t);
	if (why)
		return why;
	if (!p->has_id)
		return "no transaction";
	if (!num_parse(r->field[EVM_LOG_INDEX], POSITION_TOKEN - 1, &log))
		return "no index of the log";
	p->row.order.position = POSITION_TOKEN + (uint32_t)log;
	return NULL;
}

static int take_transfer(struct evm_rows *e, const struct record *r, struct err *err_r)
{
	struct place p;
	struct span thing = r->field[EVM_NFT];
	const char *why = take_log_place(e, r, &p);
	p.row.amount = u256_of(1);
	if (!why && !thing.n && !u256_parse(r->field[EVM_VALUE], &p.row.amount))
		why = "no value";
	if (why)
		return refuse(e, r, why);
	return add_token(e, r, &p, r->field[EVM_TOKEN], thing, r->field[EVM_FROM],
		r->field[EVM_TO], err_r);
}

enum { TOPICS_MAX = 4 };

/* "a,b,c", or ["a", "b", "c"], or a column each. */
static size_t topics_of(const struct record *r, struct span topics[TOPICS_MAX])
{
	size_t n = 0;
	struct span rest = r->field[EVM_TOPICS];
	while (rest.p && n < TOPICS_MAX) {
		struct span one = span_trim(span_split(&rest, ','));
		while (one.n && strchr("[\" ", one.p[0]))
			one = span_skip(one, 1);
		while (one.n && strchr("]\" ", one.p[one.n - 1]))
			one.n--;
		if (one.n)
			topics[n++] = one;
	}
	for (int field = EVM_TOPIC_0; n == 0 && field <= EVM_TOPIC_3; field++)
		if (r->field[field].n)
			topics[field - EVM_TOPIC_0] = r->field[field];
	if (n == 0)
		while (n < TOPICS_MAX && topics[n].n)
			n++;
	return n;
}

/* The address in the lower 20 bytes of a topic. */
static struct span topic_address(struct arena *a, struct span topic)
{
	unsigned char bytes[32];
	return evm_bytes(topic, bytes, 32) ? address_text(a, bytes + 12) : SPAN("");
}

/* The first 32 bytes of a log's data. */
static bool first_word(struct span data, struct u256 *value_r)
{
	enum { WORD = 2 + 64 };
	return data.n >= WORD && u256_parse(span_take(data, WORD), value_r);
}

/* What THORChain's routers log: Keccak-256 of Deposit(address,address,uint256,string) and
 * TransferOut(address,address,address,uint256,string), and where their memo's place stands. */
static void take_memo(struct evm_rows *e, const struct record *r, struct span topic)
{
	static const struct {
		const char *topic;
		size_t word;
	} events[] = {
		{ "0xef519b7eb82aaf6ac376a6df2d793843ebfd593de5f1a0601d3cc6ab49ebb395",
			1 },
		{ "0xa9cd03aa3c1b4515114539cd53d22085129d495cb9e9f9af77864526240f1bf7",
			2 },
	};
	struct place p;
	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++)
		if (span_equal(topic, span_from_cstr(events[i].topic)) && !e->again &&
			!take_log_place(e, r, &p))
			writer_memo(e->import->writer, p.id,
				evm_text(e->import->scratch, r->field[EVM_DATA],
					events[i].word));
}

static int take_log(struct evm_rows *e, const struct record *r, struct err *err_r)
{
	/* Keccak-256 of Transfer(address,address,uint256), Deposit(address,uint256),
	 * Withdrawal(address,uint256) */
	static const struct span transfer = SPAN(
					 "0xddf252ad1be2c89b69c2b068fc378daa952ba7f16"
					 "3c4a11628f55a4df523b3ef"),
				 deposit = SPAN(
					 "0xe1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c"
					 "460751c2402c5c5cc9109c"),
				 withdrawal =
					 SPAN("0x7fcf532c15f0a6db0bd6d0e038bea71d30d808c"
					      "7d98cb3bf7268a95bf5081b65");
	struct span topics[TOPICS_MAX] = { { NULL, 0 } },
		    zero = span_from_cstr(zero_address);
	struct arena *a = e->import->scratch;
	struct span contract = r->field[EVM_ADDRESS], thing = SPAN("");
	size_t n = topics_of(r, topics);
	struct place p;
	bool moves = n >= 3 && span_equal(topics[0], transfer);
	bool wrapped =
		n == 2 && wraps(contract) &&
		(span_equal(topics[0], deposit) || span_equal(topics[0], withdrawal));
	if (n && !moves && !wrapped)
		take_memo(e, r, topics[0]);
	if (!moves && !wrapped)
		return 0;
	const char *why = take_log_place(e, r, &p);
	p.row.amount = u256_of(1);
	if (!why && n < TOPICS_MAX && !first_word(r->field[EVM_DATA], &p.row.amount))
		why = "no amount in the log";
	if (!why && n == TOPICS_MAX) {
		struct u256 id;
		struct text t;
		text_init(&t, a, U256_DIGITS_MAX + 1);
		if (u256_parse(topics[3], &id))
			u256_print(&t, id, 0);
		thing = text_span(&t);
		why = thing.n ? NULL : "no number of the thing";
	}
	if (why)
		return refuse(e, r, why);
	struct span who = topic_address(a, topics[1]);
	if (!wrapped)
		return add_token(e, r, &p, contract, thing, who,
			topic_address(a, topics[2]), err_r);
	bool into = span_equal(topics[0], deposit);
	return add_token(
		e, r, &p, contract, thing, into ? zero : who, into ? who : zero, err_r);
}

/* --- all kinds --- */

int evm_rows_take(struct evm_rows *e, const struct record *r, struct err *err_r)
{
	e->import->line = r->line;
	enum evm_kind kind = evm_kind_of(r);
	if (r->broken)
		return refuse(e, r, "not a whole record");
	switch (kind) {
	case EVM_TRANSACTION: return take_transaction(e, r, err_r);
	case EVM_TRACE: return take_trace(e, r, err_r);
	case EVM_TRANSFER: return take_transfer(e, r, err_r);
	case EVM_LOG: return take_log(e, r, err_r);
	case EVM_NATIVE: return take_native(e, r, err_r);
	case EVM_BLOCK_HEAD:
	case EVM_TOKEN_FACTS: evm_facts_learn(e->facts, kind, r); break;
	case EVM_RECEIPT: /* of use beside transactions only */
	case EVM_OTHER:
	case EVM_KINDS: break;
	}
	return 0;
}

int evm_rows_begin(struct evm_rows *e, struct import *import, struct err *err_r)
{
	struct span chain = import->options->chain;
	*e = (struct evm_rows){ .import = import,
		.facts = evm_facts_create(import->arena),
		.chain = chain.n ? chain : SPAN("ethereum"),
		.again = import->resume_at > 0,
		.reward_block = UINT64_MAX };
	return take_coin(e, err_r);
}

int evm_rows_mark(struct evm_rows *e, struct err *err_r)
{
	bool was_again = e->again;
	e->again = source_place(e->import->source) < e->import->resume_at;
	if (was_again) {
		arena_reset(e->import->scratch);
		return 0;
	}
	return import_mark(e->import, err_r);
}

void evm_rows_end(struct evm_rows *e)
{
	evm_facts_finish(e->facts);
}
