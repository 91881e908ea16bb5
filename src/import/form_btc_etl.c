/* JSON lines of bitcoin-etl: transactions with their inputs and outputs. Blocks are read over.
 * Exports that were not enriched tell no amounts of inputs; such transactions are set aside. */
#include "base/num.h"
#include "import/record.h"
#include "import/utxo.h"
#include "parse/file/json.h"

enum field {
	F_TYPE,
	F_HASH,
	F_BLOCK,
	F_INDEX,
	F_TIME,
	F_COINBASE,
	F_INPUTS,
	F_OUTPUTS,
	FIELDS
};

static const char *const words[FIELDS] = {
	[F_TYPE] = "type",
	[F_HASH] = "hash|transaction_hash",
	[F_BLOCK] = "block_number",
	[F_INDEX] = "index|transaction_index",
	[F_TIME] = "block_timestamp|timestamp",
	[F_COINBASE] = "is_coinbase",
	[F_INPUTS] = "inputs",
	[F_OUTPUTS] = "outputs",
};
static const struct record_names names = { words, FIELDS };

struct btc {
	struct import *import;
	uint32_t asset;
	bool again;
};

/* --- lists within a record --- */

struct ends {
	struct arena *arena;
	struct utxo_input *inputs;
	struct utxo_output *outputs;
	size_t input_count, output_count, input_room, output_room;
};

static void begin(struct ends *e, bool is_input)
{
	if (is_input) {
		e->inputs = arena_grow(e->arena, e->inputs, e->input_count,
			&e->input_room, sizeof(*e->inputs));
		e->inputs[e->input_count++] = (struct utxo_input){ .id = SPAN("") };
	} else {
		e->outputs = arena_grow(e->arena, e->outputs, e->output_count,
			&e->output_room, sizeof(*e->outputs));
		e->outputs[e->output_count++] = (struct utxo_output){ .owner = SPAN("") };
	}
}

static void put_input(struct utxo_input *in, const struct json_item *item)
{
	if (span_equal(item->key, SPAN("spent_transaction_hash")))
		in->id = item->text;
	else if (span_equal(item->key, SPAN("spent_output_index")))
		num_parse(item->text, UINT32_MAX, &in->index);
	else if (span_equal(item->key, SPAN("value")))
		in->has_amount = num_parse(item->text, INT64_MAX, &in->amount);
}

/* Several keys of one output own it together. */
static void put_output(struct arena *a, struct utxo_output *out, bool in_addresses,
	const struct json_item *item)
{
	if (in_addresses && item->kind == JSON_STRING)
		out->owner =
			out->owner.n
				? span_from_cstr(arena_printf(a, "%.*s+%.*s",
					  SPAN_ARG(out->owner), SPAN_ARG(item->text)))
				: item->text;
	else if (span_equal(item->key, SPAN("value")))
		num_parse(item->text, INT64_MAX, &out->amount);
}

static void read_list(struct ends *e, struct span list, bool is_input)
{
	enum { OF_LIST = 1, OF_END = 2, OF_ADDRESSES = 3 };
	struct json j = json_of(list);
	struct json_item item;
	while (json_next(&j, &item)) {
		if (item.kind == JSON_OBJECT && item.depth == OF_LIST)
			begin(e, is_input);
		size_t count = is_input ? e->input_count : e->output_count;
		if (item.kind < JSON_STRING || !count)
			continue;
		bool in_addresses =
			item.depth == OF_ADDRESSES &&
			span_equal(json_key_at(&j, OF_END), SPAN("addresses"));
		if (is_input && item.depth == OF_END)
			put_input(&e->inputs[count - 1], &item);
		else if (!is_input && (item.depth == OF_END || in_addresses))
			put_output(e->arena, &e->outputs[count - 1], in_addresses, &item);
	}
}

/* --- one record --- */

static int refuse(struct btc *b, const struct record *r, const char *why)
{
	if (why && !b->again)
		import_refuse(b->import, r->text, why);
	return 0;
}

static bool is_transaction(const struct record *r)
{
	struct span type = r->field[F_TYPE];
	return type.n ? span_equal(type, SPAN("transaction")) : r->has >> F_OUTPUTS & 1;
}

static int take(void *state, const struct record *r, struct err *err_r)
{
	struct btc *b = state;
	uint64_t block = 0, index = 0;
	struct ends ends = { .arena = b->import->scratch };
	struct utxo tx = { .id = r->field[F_HASH] };
	b->import->line = r->line;
	if (r->broken)
		return refuse(b, r, "not a whole record");
	if (!is_transaction(r) || b->again)
		return 0;
	if (!num_parse(r->field[F_BLOCK], UINT32_MAX, &block) ||
		!num_parse(r->field[F_INDEX], UINT32_MAX, &index))
		return refuse(b, r, "block and index must be numbers");
	if (!import_time(r->field[F_TIME], &tx.order.time_s))
		return refuse(b, r, "no time, or none from 1970 to 2106");
	read_list(&ends, r->field[F_INPUTS], true);
	read_list(&ends, r->field[F_OUTPUTS], false);
	tx.order.block = (uint32_t)block;
	tx.order.tx_index = (uint32_t)index;
	tx.is_coinbase = span_equal(r->field[F_COINBASE], SPAN("true"));
	tx.inputs = ends.inputs;
	tx.input_count = tx.is_coinbase ? 0 : ends.input_count;
	tx.outputs = ends.outputs;
	tx.output_count = ends.output_count;
	const char *why;
	int added = utxo_add(b->import, b->asset, &tx, &why, err_r);
	return why ? refuse(b, r, why) : added;
}

static int mark(void *state, struct err *err_r)
{
	struct btc *b = state;
	bool was_again = b->again;
	b->again = source_place(b->import->source) < b->import->resume_at;
	if (!was_again)
		return import_mark(b->import, err_r);
	arena_reset(b->import->scratch);
	return 0;
}

static unsigned taste(struct span head, const char *name)
{
	struct arena *a = arena_create(64 << 20);
	uint64_t has = records_taste(a, head, &names);
	arena_destroy(&a);
	(void)name;
	bool own = has >> F_INPUTS & 1 && has >> F_OUTPUTS & 1 && has >> F_HASH & 1;
	return own ? 8 : 0;
}

static int run(struct import *import, struct err *err_r)
{
	struct btc b = { .import = import, .again = import->resume_at > 0 };
	int r = utxo_asset(import, &b.asset, err_r);
	return r < 0 ? r
		     : records_read(import->source, import->scratch, &names, take, mark,
			       &b, err_r);
}

const struct import_form import_form_btc_etl = {
	.name = "bitcoin-etl",
	.title = "JSON lines of bitcoin-etl",
	.taste = taste,
	.run = run,
};
