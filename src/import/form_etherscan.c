/* Tables that explorers of Etherscan's family write for an address ("Download CSV Export"): its
 * transactions, internal transactions, and token transfers. The coin stands in the columns' names:
 * "Value_IN(ETH)", "TxnFee(BNB)".
 *
 * Amounts are told with a point and without the token's decimals: those that the ledger or a
 * tokens.csv beside the file has count, else 18. Such tables tell no index of a block or of a log,
 * so payments of one transaction stand in the order of the file; the same transfer
 * out of another source is known again only where it has the same place there. */
#include <errno.h>

#include "base/num.h"
#include "import/evm.h"

enum field {
	F_HASH,
	F_BLOCK,
	F_TIME,
	F_FROM,
	F_TO,
	F_IN,
	F_OUT,
	F_FEE,
	F_STATUS,
	F_ERROR,
	F_TOKEN_VALUE,
	F_CONTRACT,
	F_SYMBOL,
	F_PARENT,
	FIELDS
};

/* Of names with a coin behind them the part before the bracket is compared (coin_of()). */
static const char *const words[FIELDS] = {
	[F_HASH] = "Transaction Hash|Txhash",
	[F_BLOCK] = "Blockno|Block",
	[F_TIME] = "UnixTimestamp",
	[F_FROM] = "From",
	[F_TO] = "To|TxTo",
	[F_IN] = "Value_IN(ETH)|Value_IN(BNB)|Value_IN(MATIC)|Value_IN(POL)|Value_IN("
		 "AVAX)|"
		 "Value_IN(FTM)|Value_IN(XDAI)",
	[F_OUT] = "Value_OUT(ETH)|Value_OUT(BNB)|Value_OUT(MATIC)|Value_OUT(POL)|"
		  "Value_OUT(AVAX)|Value_OUT(FTM)|Value_OUT(XDAI)",
	[F_FEE] = "TxnFee(ETH)|TxnFee(BNB)|TxnFee(MATIC)|TxnFee(POL)|TxnFee(AVAX)|"
		  "TxnFee(FTM)|TxnFee(XDAI)",
	[F_STATUS] = "Status",
	[F_ERROR] = "ErrCode",
	[F_TOKEN_VALUE] = "TokenValue|Value",
	[F_CONTRACT] = "ContractAddress",
	[F_SYMBOL] = "TokenSymbol",
	[F_PARENT] = "ParentTxFrom",
};
static const struct record_names names = { words, FIELDS };

enum { POSITION_TOKEN = 0x40000000, POSITION_FEE = INT32_MAX, DECIMALS = 18 };

struct scan_table {
	struct import *import;
	struct evm_facts *facts;
	struct span chain;
	uint32_t coin;
	unsigned char last[32]; /* the transaction of the row before */
	uint32_t place;		/* how many rows of it there were */
	bool again;
};

static const char zero_address[] = "0x0000000000000000000000000000000000000000";

/* --- one row --- */

static int refuse(struct scan_table *s, const struct record *r, const char *why)
{
	if (!s->again)
		import_refuse(s->import, r->text, why);
	return 0;
}

/* "1,234.5" */
static struct span without_commas(struct arena *a, struct span text)
{
	struct text t;
	if (span_find_byte(text, ',') == SPAN_NONE)
		return text;
	text_init(&t, a, text.n);
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != ',')
			text_add_byte(&t, text.p[i]);
	return text_span(&t);
}

static bool amount_of(
	struct scan_table *s, struct span text, unsigned decimals, struct u256 *amount_r)
{
	return u256_parse_scaled(
		without_commas(s->import->scratch, text), decimals, amount_r);
}

static const char *take_place(struct scan_table *s, const struct record *r,
	struct transfer *row, unsigned char id[32])
{
	uint64_t block;
	if (!evm_bytes(r->field[F_HASH], id, 32))
		return "the transaction's hash is none";
	if (!num_parse(r->field[F_BLOCK], UINT32_MAX, &block))
		return "the block must be a number";
	if (!import_time(r->field[F_TIME], &row->order.time_s))
		return "no time, or none from 1970 to 2106";
	row->order.block = (uint32_t)block;
	if (memcmp(s->last, id, 32) != 0)
		s->place = 0;
	memcpy(s->last, id, 32);
	row->order.position = s->place++;
	return NULL;
}

static int add(struct scan_table *s, const struct record *r, const struct transfer *row,
	struct span from, struct span to, const unsigned char id[32], struct err *err_r)
{
	const char *why;
	if (s->again)
		return 0;
	int added = writer_add_named(s->import->writer, row, from, to, id, &why, err_r);
	return why ? refuse(s, r, why) : added;
}

/* "Error(0)", or an error's name beside it. */
static bool has_failed(const struct record *r)
{
	return span_starts_with_nocase(r->field[F_STATUS], SPAN("error")) ||
	       r->field[F_ERROR].n > 0;
}

static struct span fees_of(struct scan_table *s)
{
	return span_from_cstr(
		arena_printf(s->import->scratch, "%.*s:fees", SPAN_ARG(s->chain)));
}

static int add_fee(struct scan_table *s, const struct record *r, struct transfer row,
	const unsigned char id[32], struct err *err_r)
{
	row.kind = TRANSFER_FEE;
	row.order.position = POSITION_FEE;
	if (!r->field[F_FEE].n || !amount_of(s, r->field[F_FEE], DECIMALS, &row.amount) ||
		u256_is_zero(row.amount))
		return 0;
	return add(s, r, &row, r->field[F_FROM], fees_of(s), id, err_r);
}

/* Seen from the address that the table is of: what comes in or what goes out. */
static int take_coin_row(struct scan_table *s, const struct record *r, struct err *err_r)
{
	struct transfer row = { .asset = s->coin };
	struct u256 in, out;
	unsigned char id[32];
	bool internal = r->has >> F_PARENT & 1;
	const char *why = take_place(s, r, &row, id);
	if (!why && (!amount_of(s, r->field[F_IN], DECIMALS, &in) ||
			    !amount_of(s, r->field[F_OUT], DECIMALS, &out)))
		why = "no amount";
	if (why)
		return refuse(s, r, why);
	struct span to = r->field[F_TO].n ? r->field[F_TO] : r->field[F_CONTRACT];
	row.amount = u256_is_zero(in) ? out : in;
	row.kind = internal ? TRANSFER_INTERNAL : TRANSFER_NATIVE;
	row.order.position += internal; /* behind the transaction's own value */
	int added = 0;
	if (!has_failed(r) && !u256_is_zero(row.amount))
		added = add(s, r, &row, r->field[F_FROM], to, id, err_r);
	return added < 0 || internal ? added : add_fee(s, r, row, id, err_r);
}

static unsigned decimals_of(struct scan_table *s, struct span contract, struct span asset)
{
	unsigned char bytes[20];
	const struct asset *kept = writer_find_asset(s->import->writer, asset);
	const struct evm_token *told =
		evm_bytes(contract, bytes, 20) ? evm_facts_token(s->facts, bytes) : NULL;
	return kept ? kept->decimals : told ? told->decimals : DECIMALS;
}

static int take_token_row(struct scan_table *s, const struct record *r, struct err *err_r)
{
	struct transfer row = { .kind = TRANSFER_TOKEN };
	unsigned char id[32];
	struct arena *a = s->import->scratch;
	struct span contract = arena_lower(a, r->field[F_CONTRACT]);
	struct span asset = span_from_cstr(
		arena_printf(a, "%.*s/%.*s", SPAN_ARG(s->chain), SPAN_ARG(contract)));
	unsigned decimals = decimals_of(s, contract, asset);
	const char *why = take_place(s, r, &row, id);
	if (!why && !amount_of(s, r->field[F_TOKEN_VALUE], decimals, &row.amount))
		why = "no amount, or one with more places than the token has";
	if (why)
		return refuse(s, r, why);
	row.order.position += POSITION_TOKEN;
	if (span_equal(r->field[F_FROM], span_from_cstr(zero_address)))
		row.kind = TRANSFER_MINT;
	if (span_equal(r->field[F_TO], span_from_cstr(zero_address)))
		row.kind = TRANSFER_BURN;
	int known = writer_asset(s->import->writer, asset,
		span_take(r->field[F_SYMBOL], 32), decimals, &row.asset, err_r);
	if (known < 0)
		return refuse(s, r, err_r->text);
	return add(s, r, &row, r->field[F_FROM], r->field[F_TO], id, err_r);
}

static int take(void *state, const struct record *r, struct err *err_r)
{
	struct scan_table *s = state;
	s->import->line = r->line;
	if (r->broken)
		return refuse(s, r, "not a whole record");
	return r->has >> F_IN & 1 ? take_coin_row(s, r, err_r)
				  : take_token_row(s, r, err_r);
}

static int mark(void *state, struct err *err_r)
{
	struct scan_table *s = state;
	bool was_again = s->again;
	s->again = source_place(s->import->source) < s->import->resume_at;
	if (!was_again)
		return import_mark(s->import, err_r);
	arena_reset(s->import->scratch);
	return 0;
}

/* --- the source --- */

static int learn(void *state, const struct record *r, struct err *err_r)
{
	(void)err_r;
	evm_facts_learn(state, evm_kind_of(r), r);
	return 0;
}

static int learn_tokens(struct scan_table *s, struct err *err_r)
{
	struct source *beside = NULL;
	if (s->import->sibling)
		s->import->sibling(s->import->state, "tokens.csv", &beside);
	if (!beside)
		return 0;
	int r = records_read(
		beside, s->import->arena, &evm_names, learn, NULL, s->facts, err_r);
	source_close(&beside);
	return r;
}

/* "ETH" of "Value_IN(ETH)", in the first line. */
static struct span coin_in(struct span head)
{
	static const struct span marks[] = { SPAN("Value_IN("), SPAN("TxnFee(") };
	struct span line = span_take(head, span_find_byte(head, '\n'));
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		size_t at = span_find(line, marks[i]);
		if (at == SPAN_NONE)
			continue;
		struct span coin = span_skip(line, at + marks[i].n);
		return span_take(coin, span_find_byte(coin, ')'));
	}
	return SPAN("ETH");
}

static unsigned taste(struct span head, const char *name)
{
	struct arena *a = arena_create(64 << 20);
	uint64_t has = records_taste(a, head, &names);
	arena_destroy(&a);
	(void)name;
	bool row = has >> F_HASH & 1 && has >> F_TIME & 1 && has >> F_FROM & 1;
	bool coin = has >> F_IN & 1 && has >> F_OUT & 1;
	bool token = has >> F_TOKEN_VALUE & 1 && has >> F_CONTRACT & 1;
	return row && (coin || token) ? 8 : 0;
}

static int run(struct import *import, struct err *err_r)
{
	struct span head, chain = import->options->chain;
	struct scan_table s = { .import = import,
		.facts = evm_facts_create(import->arena),
		.chain = chain.n ? chain : SPAN("ethereum"),
		.again = import->resume_at > 0 };
	int r = source_peek(import->source, SOURCE_BLOCK, &head, err_r);
	if (r == 0)
		r = writer_asset(import->writer, s.chain,
			arena_copy(import->arena, coin_in(head)), DECIMALS, &s.coin,
			err_r);
	r = r < 0 ? r : learn_tokens(&s, err_r);
	if (r == 0)
		r = records_read(
			import->source, import->scratch, &names, take, mark, &s, err_r);
	evm_facts_finish(s.facts);
	return r;
}

const struct import_form import_form_etherscan = {
	.name = "etherscan",
	.title = "tables that Etherscan and its kin export for an address",
	.taste = taste,
	.run = run,
};
