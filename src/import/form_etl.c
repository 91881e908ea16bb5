/* Exports of ethereum-etl (tables and streams) and cryo: transactions, receipts, token
 * transfers, logs, traces. What one file lacks, those beside it tell: of transactions.csv,
 * receipts.csv has whether they failed and what they paid; of token_transfers.csv, which has
 * no times, blocks.csv has them; decimals stand in tokens.csv. */
#include "import/evm_rows.h"

/* --- files beside --- */

struct learning {
	struct evm_rows *etl;
	struct arena *scratch;
};

static int learn(void *state, const struct record *r, struct err *err_r)
{
	struct learning *l = state;
	(void)err_r;
	evm_facts_learn(l->etl->facts, evm_kind_of(r), r);
	return 0;
}

static int forget(void *state, struct err *err_r)
{
	struct learning *l = state;
	(void)err_r;
	arena_reset(l->scratch);
	return 0;
}

/* "token_transfers_0_99.csv" has "blocks_0_99.csv" beside it, or "blocks.csv". */
static int learn_beside(struct evm_rows *e, const char *what, struct err *err_r)
{
	static const char *const own[] = { "token_transfers", "transactions", "transfers",
		"traces", "receipts", "logs" };
	struct import *m = e->import;
	struct span name = span_from_cstr(source_name(m->source));
	name = span_skip(name, span_rfind_byte(name, '/') + 1);
	struct source *beside = NULL;
	for (size_t i = 0; m->sibling && i < sizeof(own) / sizeof(*own) && !beside; i++) {
		size_t at = span_find(name, span_from_cstr(own[i]));
		if (at == SPAN_NONE || strcmp(own[i], what) == 0)
			continue;
		struct span behind = span_skip(name, at + strlen(own[i]));
		m->sibling(m->state,
			arena_printf(m->arena, "%.*s%s%.*s", (int)at,
				(const char *)name.p, what, SPAN_ARG(behind)),
			&beside);
		if (!beside)
			m->sibling(m->state,
				arena_printf(m->arena, "%.*s%s.csv", (int)at,
					(const char *)name.p, what),
				&beside);
	}
	if (!beside)
		return 0;
	struct learning l = { e, arena_create(SIZE_MAX) };
	int r = records_read(beside, l.scratch, &evm_names, learn, forget, &l, err_r);
	source_close(&beside);
	arena_destroy(&l.scratch);
	return r;
}

static unsigned taste(struct span head, const char *name)
{
	struct arena *a = arena_create(64 << 20);
	struct record r = { .has = records_taste(a, head, &evm_names) };
	enum evm_kind kind = evm_kind_of(&r);
	arena_destroy(&a);
	(void)name;
	/* A table with no more than these may be anybody's. */
	bool own =
		r.has &
		((uint64_t)1 << EVM_GAS_PRICE | (uint64_t)1 << EVM_TRACE_TYPE |
			(uint64_t)1 << EVM_LOG_INDEX | (uint64_t)1 << EVM_TRANSFER_INDEX |
			(uint64_t)1 << EVM_GAS_USED | (uint64_t)1 << EVM_MINER |
			(uint64_t)1 << EVM_DECIMALS);
	return kind != EVM_OTHER && own ? 5 : 0;
}

static int take(void *state, const struct record *r, struct err *err_r)
{
	return evm_rows_take(state, r, err_r);
}

static int mark(void *state, struct err *err_r)
{
	return evm_rows_mark(state, err_r);
}

static int run(struct import *import, struct err *err_r)
{
	static const char *const besides[] = { "blocks", "receipts", "transactions",
		"tokens" };
	struct evm_rows e;
	int r = evm_rows_begin(&e, import, err_r);
	for (size_t i = 0; r == 0 && i < sizeof(besides) / sizeof(*besides); i++)
		r = learn_beside(&e, besides[i], err_r);
	if (r == 0)
		r = records_read(import->source, import->scratch, &evm_names, take, mark,
			&e, err_r);
	evm_rows_end(&e);
	return r;
}

const struct import_form import_form_etl = {
	.name = "ethereum-etl",
	.title = "tables or JSON lines of ethereum-etl, or tables of cryo",
	.taste = taste,
	.run = run,
};
