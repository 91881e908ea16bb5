/* Blocks out of a node, as assay-node writes them (src/fetch/node_main.c): a line of JSON
 * a block, in it the node's own answers. Of Ethereum and its kin the block with its
 * transactions, their receipts with logs, and traces where the node has them; of Bitcoin
 * the block as bytes.
 *
 * What an output of Bitcoin is worth its block tells, which must be in the same source
 * before it is spent: from block 0 on all are. A token whose contract tells no decimals is
 * counted in its smallest unit. An answer that is an error sets its block aside. */
#include <errno.h>

#include "base/big.h"
#include "base/hash.h"
#include "base/num.h"
#include "import/evm_rows.h"
#include "import/form_blocks.h"
#include "import/utxo.h"
#include "parse/file/json.h"

enum { OUTPOINT_BYTES = 36, ROW_SHOWN = 200 };

struct node {
	struct import *import;
	struct evm_rows evm;
	bool has_evm, has_asset, ended;
	uint32_t asset;
	struct outputs {
		struct big
			slots; /* an outpoint and its amount; amount UINT64_MAX: free */
		size_t count, room;
	} outputs;
};

/* ---- parts of a line */

enum line_field {
	L_KIND,
	L_NUMBER,
	L_CHAIN,
	L_BLOCK,
	L_RECEIPTS,
	L_TRACES,
	L_RAW,
	L_WHY,
	L_ADDRESS,
	L_DECIMALS,
	L_SYMBOL,
	LINE_FIELDS
};
static const char *const line_words[LINE_FIELDS] = { [L_KIND] = "assay-node",
	[L_NUMBER] = "number",
	[L_CHAIN] = "chain",
	[L_BLOCK] = "block",
	[L_RECEIPTS] = "receipts",
	[L_TRACES] = "traces",
	[L_RAW] = "raw",
	[L_WHY] = "why",
	[L_ADDRESS] = "address",
	[L_DECIMALS] = "decimals",
	[L_SYMBOL] = "symbol" };
static const struct record_names line_names = { line_words, LINE_FIELDS };

static const char *const answer_words[] = { "result", "error" };
static const struct record_names answer_names = { answer_words, 2 };

/* What a node answered, as it stands; empty where that is an error. */
static struct span result_of(struct arena *a, struct span answer)
{
	struct record r;
	record_read_json(a, answer, &answer_names, &r);
	return r.broken || r.field[1].n ? SPAN("") : r.field[0];
}

static int refuse(struct node *n, struct span line, const char *why)
{
	import_refuse(n->import, span_take(line, ROW_SHOWN), why);
	return 0;
}

/* ---- Ethereum and its kin */

static const char *const rpc_words[EVM_FIELDS] = {
	[EVM_TYPE] = "",
	[EVM_HASH] = "hash|transactionHash",
	[EVM_BLOCK] = "blockNumber",
	[EVM_NUMBER] = "number",
	[EVM_INDEX] = "transactionIndex|transactionPosition",
	[EVM_FROM] = "from",
	[EVM_TO] = "to",
	[EVM_VALUE] = "value",
	[EVM_TIME] = "timestamp",
	[EVM_TOKEN] = "",
	[EVM_NFT] = "",
	[EVM_LOG_INDEX] = "logIndex",
	[EVM_TRACE_TYPE] = "type",
	[EVM_CALL_TYPE] = "callType",
	[EVM_TRACE_ADDRESS] = "traceAddress",
	[EVM_TRANSFER_INDEX] = "",
	[EVM_ERROR] = "error",
	[EVM_STATUS] = "status",
	[EVM_GAS_LIMIT] = "",
	[EVM_GAS_USED] = "gasUsed",
	[EVM_PRICE] = "effectiveGasPrice",
	[EVM_GAS_PRICE] = "gasPrice",
	[EVM_TOPICS] = "topics",
	[EVM_TOPIC_0] = "action",	/* of a trace, as it stands */
	[EVM_TOPIC_1] = "result",	/* the same */
	[EVM_TOPIC_2] = "logs",		/* of a receipt */
	[EVM_TOPIC_3] = "transactions", /* of a block */
	[EVM_DATA] = "data",
	[EVM_ADDRESS] = "address",
	[EVM_MINER] = "miner|author",
	[EVM_SYMBOL] = "refundAddress",
	[EVM_DECIMALS] = "balance",
	[EVM_CONTRACT] = "contractAddress",
	[EVM_BLOCK_HASH] = "",
};
static const struct record_names rpc_names = { rpc_words, EVM_FIELDS };

/* Quantities are hexadecimal ("0x1b4"); the rows want digits. */
static void to_decimal(struct arena *a, struct record *r)
{
	static const enum evm_field numbers[] = { EVM_BLOCK, EVM_NUMBER, EVM_INDEX,
		EVM_TIME, EVM_LOG_INDEX, EVM_STATUS, EVM_GAS_USED, EVM_PRICE,
		EVM_GAS_PRICE, EVM_VALUE, EVM_DECIMALS };
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		struct span *field = &r->field[numbers[i]];
		struct u256 value;
		struct text t;
		if (!span_starts_with(*field, SPAN("0x")) || !u256_parse(*field, &value))
			continue;
		text_init(&t, a, U256_DIGITS_MAX + 1);
		u256_print(&t, value, 0);
		*field = text_span(&t);
	}
}

/* An object as a record of that kind ("log"). */
static void read_object(
	struct node *n, struct span object, const char *type, struct record *r)
{
	record_read_json(n->import->scratch, object, &rpc_names, r);
	to_decimal(n->import->scratch, r);
	r->line = n->import->line;
	r->text = span_take(object, ROW_SHOWN);
	r->field[EVM_TYPE] = span_from_cstr(type);
}

/* Fields that hold what is nested mean something else to the rows. */
static void drop_nested(struct record *r)
{
	for (int i = EVM_TOPIC_0; i <= EVM_TOPIC_3; i++)
		r->field[i] = SPAN("");
	r->field[EVM_SYMBOL] = r->field[EVM_DECIMALS] = SPAN("");
}

/* The parts of a trace stand in its action and its result (the trace module of OpenEthereum). */
static void spread_trace(struct node *n, struct record *r)
{
	struct record action, result;
	record_read_json(n->import->scratch, r->field[EVM_TOPIC_0], &rpc_names, &action);
	record_read_json(n->import->scratch, r->field[EVM_TOPIC_1], &rpc_names, &result);
	struct span type = r->field[EVM_TRACE_TYPE];
	r->field[EVM_FROM] = action.field[EVM_FROM];
	r->field[EVM_TO] = action.field[EVM_TO];
	r->field[EVM_VALUE] = action.field[EVM_VALUE];
	r->field[EVM_CALL_TYPE] = action.field[EVM_CALL_TYPE];
	if (span_equal(type, SPAN("create")))
		r->field[EVM_CONTRACT] = result.field[EVM_ADDRESS];
	if (span_equal(type, SPAN("reward")))
		r->field[EVM_TO] = action.field[EVM_MINER];
	if (span_equal(type, SPAN("suicide")) || span_equal(type, SPAN("selfdestruct"))) {
		r->field[EVM_FROM] = action.field[EVM_ADDRESS];
		r->field[EVM_TO] = action.field[EVM_SYMBOL];
		r->field[EVM_VALUE] = action.field[EVM_DECIMALS];
	}
	to_decimal(n->import->scratch, r);
}

static int take_record(struct node *n, struct record *r, struct err *err_r)
{
	drop_nested(r);
	return evm_rows_take(&n->evm, r, err_r);
}

/* Receipts are facts, and their logs rows; facts come before all rows. */
static int take_receipts(struct node *n, struct span list, bool logs, struct err *err_r)
{
	struct json j = json_of(list), inner;
	struct span one, log;
	int r = 0;
	while (r == 0 && record_next_object(&j, &one)) {
		struct record receipt, row;
		read_object(n, one, "receipt", &receipt);
		inner = json_of(receipt.field[EVM_TOPIC_2]);
		if (!logs)
			evm_facts_learn(n->evm.facts, EVM_RECEIPT, &receipt);
		while (logs && r == 0 && record_next_object(&inner, &log)) {
			read_object(n, log, "log", &row);
			r = take_record(n, &row, err_r);
		}
	}
	return r;
}

/* The last call that failed: what it had called is undone, too, and does not say so itself. */
struct undone {
	struct span transaction, path; /* "[0,2]" without its end */
};

static bool is_undone(struct undone *u, const struct record *r)
{
	struct span path = span_trim(r->field[EVM_TRACE_ADDRESS]);
	path = span_take(path, path.n ? path.n - 1 : 0);
	bool within = u->path.n && span_equal(r->field[EVM_HASH], u->transaction) &&
		      span_starts_with(path, u->path) &&
		      (u->path.n == 1 || path.n == u->path.n || path.p[u->path.n] == ',');
	if (r->field[EVM_ERROR].n && !within)
		*u = (struct undone){ r->field[EVM_HASH], path };
	return within;
}

static int take_list(
	struct node *n, struct span list, const char *type, struct err *err_r)
{
	struct json j = json_of(list);
	struct span one;
	struct undone undone = { SPAN(""), SPAN("") };
	int r = 0;
	while (r == 0 && record_next_object(&j, &one)) {
		struct record row;
		read_object(n, one, type, &row);
		if (strcmp(type, "trace") == 0) {
			spread_trace(n, &row);
			if (is_undone(&undone, &row))
				row.field[EVM_ERROR] = SPAN("undone");
		} else {
			row.field[EVM_TRACE_TYPE] = SPAN("");
		}
		r = take_record(n, &row, err_r);
	}
	return r;
}

static int begin_evm(struct node *n, struct err *err_r)
{
	int r = n->has_evm ? 0 : evm_rows_begin(&n->evm, n->import, err_r);
	n->has_evm = true;
	return r;
}

/* What symbol() answered: a text, or as the first tokens have it, 32 bytes with zeros behind. */
static struct span symbol_of(struct arena *a, struct span hex)
{
	enum { WORD = 32 };
	unsigned char *bytes = arena_alloc(a, WORD + 1);
	if (hex.n != 2 + 2 * WORD)
		return evm_text(a, hex, 0);
	return num_hex_bytes(span_skip(hex, 2), bytes, WORD)
		       ? span_of(bytes, strnlen((const char *)bytes, WORD))
		       : SPAN("");
}

/* A line of its own before the first block with the token's transfers. */
static int take_token(struct node *n, const struct record *line, struct err *err_r)
{
	struct arena *a = n->import->scratch;
	struct record token = { .field = { [EVM_ADDRESS] = line->field[L_ADDRESS] } };
	token.field[EVM_DECIMALS] = result_of(a, line->field[L_DECIMALS]);
	to_decimal(a, &token);
	token.field[EVM_SYMBOL] = symbol_of(a, result_of(a, line->field[L_SYMBOL]));
	int r = begin_evm(n, err_r);
	if (r == 0)
		evm_facts_learn(n->evm.facts, EVM_TOKEN_FACTS, &token);
	return r;
}

static int take_evm(
	struct node *n, const struct record *line, struct span whole, struct err *err_r)
{
	struct arena *a = n->import->scratch;
	struct span block = result_of(a, line->field[L_BLOCK]);
	struct span receipts = result_of(a, line->field[L_RECEIPTS]);
	struct span traces = result_of(a, line->field[L_TRACES]);
	struct record head;
	int r = begin_evm(n, err_r);
	if (r < 0)
		return r;
	read_object(n, block, "block", &head);
	if (head.broken || !head.field[EVM_NUMBER].n)
		return refuse(n, whole, "the node has no such block");
	if (!receipts.n)
		return refuse(
			n, whole, "the node gives no receipts: what failed is not known");
	if (!traces.n && !span_equal(line->field[L_TRACES], SPAN("{}")))
		return refuse(n, whole,
			"the node gives no traces: payments of contracts would be "
			"missing (--no-traces goes without)");
	struct span transactions = head.field[EVM_TOPIC_3];
	r = take_record(n, &head, err_r);
	r = r < 0 ? r : take_receipts(n, receipts, false, err_r);
	r = r < 0 ? r : take_list(n, transactions, "transaction", err_r);
	r = r < 0 ? r : take_list(n, traces, "trace", err_r);
	return r < 0 ? r : take_receipts(n, receipts, true, err_r);
}

/* ---- Bitcoin */

struct output {
	unsigned char at[OUTPOINT_BYTES];
	unsigned char unused[4];
	uint64_t amount; /* and one: 0 is free */
};

static struct output *slot_of(const struct outputs *o, const unsigned char *at)
{
	size_t i = hash_bytes(span_of(at, OUTPOINT_BYTES), 0x5DEECE66D);
	for (;; i++) {
		struct output *slot = (struct output *)o->slots.p + (i & (o->room - 1));
		if (!slot->amount || memcmp(slot->at, at, OUTPOINT_BYTES) == 0)
			return slot;
	}
}

static void grow_outputs(struct outputs *o)
{
	struct outputs larger = { .count = o->count,
		.room = o->room ? 2 * o->room : 1024 };
	big_grow(&larger.slots, larger.room * sizeof(struct output));
	for (size_t i = 0; i < o->room; i++) {
		const struct output *old = (const struct output *)o->slots.p + i;
		if (old->amount)
			*slot_of(&larger, old->at) = *old;
	}
	big_free(&o->slots);
	*o = larger;
}

static void outpoint(
	unsigned char at[OUTPOINT_BYTES], const unsigned char id[32], uint32_t index)
{
	memcpy(at, id, 32);
	memcpy(at + 32, &index, sizeof(index));
}

static void keep_outputs(struct outputs *o, const struct block_tx *tx)
{
	for (size_t i = 0; i < tx->output_count; i++) {
		unsigned char at[OUTPOINT_BYTES];
		if (2 * (o->count + 1) > o->room)
			grow_outputs(o);
		outpoint(at, tx->id, (uint32_t)i);
		struct output *slot = slot_of(o, at);
		o->count += slot->amount == 0;
		memcpy(slot->at, at, OUTPOINT_BYTES);
		slot->amount = tx->outputs[i].amount + 1;
	}
}

/* What a transaction spends, in `a`; NULL where an output is not known. */
static struct block_output *spent_by(
	const struct outputs *o, struct arena *a, const struct block_tx *tx)
{
	struct block_output *spent = arena_array(a, tx->input_count, sizeof(*spent));
	for (size_t i = 0; i < tx->input_count; i++) {
		unsigned char at[OUTPOINT_BYTES];
		outpoint(at, tx->inputs[i].id, tx->inputs[i].index);
		const struct output *slot = o->room ? slot_of(o, at) : NULL;
		if (!slot || !slot->amount)
			return NULL;
		spent[i].amount = slot->amount - 1;
	}
	return spent;
}

/* "main", "test", "testnet4", "signet", "regtest": as Bitcoin Core calls them. */
static enum money_network network_called(struct span chain)
{
	return span_equal(chain, SPAN("main"))	    ? MONEY_MAIN
	       : span_equal(chain, SPAN("regtest")) ? MONEY_REGTEST
						    : MONEY_TEST;
}

static int take_bitcoin(
	struct node *n, const struct record *line, struct span whole, struct err *err_r)
{
	struct arena *a = n->import->scratch;
	struct span hex = result_of(a, line->field[L_RAW]);
	enum money_network network = network_called(line->field[L_CHAIN]);
	uint64_t height = 0;
	struct block block;
	size_t bytes = hex.n / 2;
	unsigned char *raw = arena_alloc(a, bytes + 1);
	int r = n->has_asset ? 0 : utxo_asset(n->import, &n->asset, err_r);
	n->has_asset = true;
	num_parse(line->field[L_NUMBER], UINT32_MAX, &height);
	if (r < 0)
		return r;
	if (!bytes || !num_hex_bytes(hex, raw, bytes) ||
		!block_read(a, span_of(raw, bytes), &block) || !block.root_holds)
		return refuse(n, whole, "no whole block");
	for (size_t i = 0; r == 0 && i < block.tx_count; i++) {
		const struct block_tx *tx = &block.txs[i];
		struct block_output *spent = i ? spent_by(&n->outputs, a, tx) : NULL;
		const char *why = i && !spent ? "what it spends is in no block of this "
						"source: begin with block 0"
					      : NULL;
		keep_outputs(&n->outputs, tx);
		if (!n->evm.again && !why)
			r = blocks_add_transaction(n->import, n->asset, &block,
				(uint32_t)height, i, spent, network, &why, err_r);
		if (why && !n->evm.again)
			import_refuse(n->import, block_id_text(a, tx->id), why);
	}
	return r;
}

/* ---- the source */

static int take_line(struct node *n, struct span line, struct err *err_r)
{
	struct record r;
	line = span_trim(line);
	n->import->line++;
	if (!line.n)
		return 0;
	record_read_json(n->import->scratch, line, &line_names, &r);
	if (r.broken)
		return refuse(n, line, "not a whole line");
	if (span_equal(r.field[L_KIND], SPAN("evm")))
		return take_evm(n, &r, line, err_r);
	if (span_equal(r.field[L_KIND], SPAN("token")))
		return take_token(n, &r, err_r);
	if (span_equal(r.field[L_KIND], SPAN("bitcoin")))
		return take_bitcoin(n, &r, line, err_r);
	if (span_equal(r.field[L_KIND], SPAN("error")))
		return err_set(err_r, ECANCELED, "%s: %.*s",
			source_name(n->import->source), SPAN_ARG(r.field[L_WHY]));
	n->ended = span_equal(r.field[L_KIND], SPAN("end"));
	return n->ended ? 0 : refuse(n, line, "a kind of node that is not known");
}

static int run(struct import *import, struct err *err_r)
{
	struct node n = { .import = import };
	struct span lines;
	int r = 0;
	n.evm.again = import->resume_at > 0;
	while (r == 0 && (r = source_lines(import->source, &lines, err_r)) == 0 &&
		lines.n) {
		while (r == 0 && lines.n)
			r = take_line(&n, span_line(&lines), err_r);
		n.evm.import = import;
		r = r < 0 ? r : evm_rows_mark(&n.evm, err_r);
	}
	/* What is read stays, and the source is not done. */
	if (r == 0 && !n.ended)
		r = err_set(err_r, ECANCELED,
			"%s: the blocks break off; import them again to go on",
			source_name(import->source));
	if (n.has_evm)
		evm_rows_end(&n.evm);
	big_free(&n.outputs.slots);
	return r;
}

static unsigned taste(struct span head, const char *name)
{
	(void)name;
	return span_starts_with(head, SPAN("{\"assay-node\":")) ? 9 : 0;
}

const struct import_form import_form_node = {
	.name = "node",
	.title = "blocks out of a node, as --rpc reads them",
	.taste = taste,
	.run = run,
};
