#include "import/utxo.h"

#include "base/num.h"

enum { POSITION_FEE = INT32_MAX, DECIMALS = 8, ID_BYTES = 32 };

static struct span chain_of(const struct import *import)
{
	struct span chain = import->options->chain;
	return chain.n ? chain : SPAN("bitcoin");
}

int utxo_asset(struct import *import, uint32_t *asset_r, struct err *err_r)
{
	struct span symbol = import->options->symbol;
	return writer_asset(import->writer, chain_of(import),
		symbol.n ? symbol : SPAN("BTC"), DECIMALS, asset_r, err_r);
}

static uint32_t output_account(struct import *import, struct span id, uint64_t index)
{
	return writer_account(
		import->writer, span_from_cstr(arena_printf(import->scratch, "%.*s:%llu",
					SPAN_ARG(id), (unsigned long long)index)));
}

static uint32_t chain_account(struct import *import, const char *what)
{
	return writer_account(
		import->writer, span_from_cstr(arena_printf(import->scratch, "%.*s:%s",
					SPAN_ARG(chain_of(import)), what)));
}

/* What goes in and what comes out; NULL, or why not. */
static const char *sums(const struct utxo *tx, uint64_t *in_r, uint64_t *out_r)
{
	*in_r = *out_r = 0;
	for (size_t i = 0; i < tx->input_count; i++) {
		unsigned char id[ID_BYTES];
		if (!num_hex_bytes(tx->inputs[i].id, id, ID_BYTES))
			return "the transaction that an input spends is none";
		if (!tx->inputs[i].has_amount)
			return "what an input spends is not told";
		if (__builtin_add_overflow(*in_r, tx->inputs[i].amount, in_r))
			return "the inputs are more than can be";
	}
	for (size_t i = 0; i < tx->output_count; i++)
		if (__builtin_add_overflow(*out_r, tx->outputs[i].amount, out_r))
			return "the outputs are more than can be";
	if (!tx->is_coinbase && *out_r > *in_r)
		return "more comes out than goes in";
	return NULL;
}

struct adding {
	struct import *import;
	struct transfer row;
	const unsigned char *id;
	struct err *err;
	int failed;
};

static void add(struct adding *in, enum transfer_kind kind, uint32_t from, uint32_t to,
	uint32_t position, uint64_t amount)
{
	in->row.kind = (uint8_t)kind;
	in->row.from = from;
	in->row.to = to;
	in->row.order.position = position;
	in->row.amount = u256_of(amount);
	if (in->failed == 0)
		in->failed = writer_add(in->import->writer, &in->row, in->id, in->err);
}

int utxo_add(struct import *import, uint32_t asset, const struct utxo *tx,
	const char **why_r, struct err *err_r)
{
	unsigned char id[ID_BYTES];
	uint64_t in_sum, out_sum;
	uint32_t position = 0;
	*why_r = num_hex_bytes(tx->id, id, ID_BYTES) ? sums(tx, &in_sum, &out_sum)
						     : "the transaction's id is none";
	if (*why_r)
		return 0;
	struct adding a = { import, { .order = tx->order, .asset = asset }, id, err_r,
		0 };
	uint32_t own =
		writer_account(import->writer, arena_lower(import->scratch, tx->id));
	if (tx->is_coinbase)
		add(&a, TRANSFER_MINT, chain_account(import, "new"), own, position++,
			out_sum);
	for (size_t i = 0; i < tx->input_count; i++)
		add(&a, TRANSFER_SPEND,
			output_account(import, tx->inputs[i].id, tx->inputs[i].index),
			own, position++, tx->inputs[i].amount);
	for (size_t i = 0; i < tx->output_count; i++, position++) {
		const struct utxo_output *o = &tx->outputs[i];
		uint32_t output = output_account(import, tx->id, i);
		add(&a, TRANSFER_MAKE, own, output, position, o->amount);
		uint32_t owner = o->owner.n ? writer_account(import->writer, o->owner)
					    : LEDGER_NONE;
		if (owner != LEDGER_NONE)
			add(&a, TRANSFER_OWN, output, owner, position, o->amount);
	}
	if (!tx->is_coinbase && in_sum > out_sum)
		add(&a, TRANSFER_FEE, own, chain_account(import, "fees"), POSITION_FEE,
			in_sum - out_sum);
	return a.failed;
}
