#ifndef ASSAY_LEDGER_STORE_H
#define ASSAY_LEDGER_STORE_H

#include "ledger/edges.h"
#include "ledger/names.h"
#include "ledger/segment.h"
#include "ledger/state.h"

/* A ledger that is open for reading: all its files, mapped. */
struct store {
	struct arena *arena;
	int folder;
	struct state state;
	struct names names;
	struct asset *assets; /* state.asset_count of them */
	struct span assets_map;
	struct segment *segments; /* state.segment_count of them */
};

/* -ENOENT where there is no ledger, -EUCLEAN where it is damaged. The columns' bytes are
 * not looked at: store_verify() does. */
int store_open(const char *path, struct store **store_r, struct err *err_r);
/* The same of an open folder, which the store takes over. */
int store_open_folder(int folder, struct store **store_r, struct err *err_r);
void store_close(struct store **store);
int store_verify(const struct store *store, struct err *err_r);
/* How many transfers there are. */
uint64_t store_rows(const struct store *store);

/* Which of two transfers comes first, by names in the end, so that no import changes it. */
int store_compare(
	const struct store *store, const struct transfer *a, const struct transfer *b);

/* The ledger as a trace sees it; it lives as long as the store. */
struct edges *store_edges(struct store *store);

/* "000012.rows" */
char *store_file_name(struct arena *a, uint32_t number, const char *ending);
/* LEDGER_NONE where no asset is called so. */
uint32_t store_find_asset(const struct store *store, struct span name);

#endif
