/* Blocks that a reorganisation has undone are taken out of the ledger (writer.h). */
#include <errno.h>

#include "ledger/writer.h"

static bool is_of_chain(struct span asset, struct span chain)
{
	return span_starts_with(asset, chain) &&
	       (asset.n == chain.n || asset.p[chain.n] == '/');
}

static bool is_undone(const struct store *s, const struct transfer *t, struct span chain,
	uint32_t block)
{
	return t->order.block >= block && t->asset < s->state.asset_count &&
	       is_of_chain(s->assets[t->asset].name, chain);
}

static uint32_t count_undone(const struct store *s, const struct segment *segment,
	struct span chain, uint32_t block)
{
	uint32_t count = 0;
	struct transfer t;
	for (uint32_t row = 0; segment->block && row < segment->rows; row++) {
		segment_transfer(segment, row, 0, &t);
		count += is_undone(s, &t, chain, block);
	}
	return count;
}

static void keep_others(
	struct writer *w, uint32_t number, struct span chain, uint32_t block)
{
	struct store *s = w->store;
	struct edges *e = store_edges(s);
	const struct segment *segment = &s->segments[number];
	for (uint32_t row = 0; row < segment->rows; row++) {
		struct transfer t;
		unsigned char id[32];
		segment_transfer(segment, row, LEDGER_NONE, &t);
		t.segment = number;
		if (is_undone(s, &t, chain, block))
			continue;
		bool has_id = e->ops->transaction_id(e, &t, id);
		columns_add(&w->columns, &t, has_id ? id : NULL, s->state.key);
	}
}

static int compare_by_store(const void *writer, uint32_t a, uint32_t b)
{
	const struct writer *w = writer;
	struct transfer x, y;
	columns_get(&w->columns, a, &x);
	columns_get(&w->columns, b, &y);
	x.segment = y.segment = 0;
	return store_compare(w->store, &x, &y);
}

static int write_anew(struct writer *w, struct state_segment *segment, struct err *err_r)
{
	struct state *s = &w->store->state;
	struct big room = { NULL, 0 };
	columns_settle(&w->columns, s->key);
	uint32_t *order = columns_order(&w->columns, compare_by_store, w, &room);
	segment->number = s->next++;
	segment->rows = w->columns.count;
	int r = columns_write(&w->columns, order, segment->rows, s->name_count, s->key,
		w->store->folder, store_file_name(w->arena, segment->number, "rows"),
		&segment->bytes, err_r);
	big_free(&room);
	columns_clear(&w->columns);
	return r;
}

int writer_roll_back(struct writer *w, struct span chain, uint32_t block,
	uint64_t *rows_r, struct err *err_r)
{
	struct state *s = &w->store->state;
	*rows_r = 0;
	for (uint32_t i = 0; i < s->segment_count; i++) {
		uint32_t undone =
			count_undone(w->store, &w->store->segments[i], chain, block);
		if (undone == 0)
			continue;
		*rows_r += undone;
		keep_others(w, i, chain, block);
		int r = write_anew(w, &s->segments[i], err_r);
		if (r < 0)
			return r;
	}
	w->import = NULL;
	return *rows_r ? writer_replace_state(w, err_r) : 0;
}
