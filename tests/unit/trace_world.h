#ifndef ASSAY_TESTS_TRACE_WORLD_H
#define ASSAY_TESTS_TRACE_WORLD_H

#include "ledger/store.h"
#include "ledger_fixture.h"
#include "trace/trace.h"

/* A small ledger in which a thief has what a victim had, and a trace of it. */

struct world {
	const struct hop_memos *memos;
	struct ledger_fixture f;
	struct store *store;
	struct edges *edges;
	struct arena *arena;
	unsigned block, position;
};

void start(struct world *w);
void end(struct world *w);
void new_transaction(struct world *w);
void row(struct world *w, enum transfer_kind kind, const char *from, const char *to,
	const char *asset, uint64_t amount);
void pay(struct world *w, const char *from, const char *to, const char *asset,
	uint64_t amount);
/* So many transfers as a market has. */
void trade(struct world *w, const char *market);
/* A market, and a thief with 1000 stolen dollars. */
void start_theft(struct world *w, const char *market);
/* Of the thief, in what he gets first; opens the ledger, which must be written by then. */
struct trace trace(struct world *w, enum rule rule, enum trace_swaps swaps);
/* By FIFO, through exchanges. */
struct trace cross(struct world *w);
bool is_called(struct world *w, uint32_t account, const char *name);
/* What of an asset ended at an account so; 0: nothing. */
uint64_t ended(struct world *w, const struct trace *t, const char *account,
	const char *asset, enum stop stop);
uint64_t exchanged(struct world *w, const struct trace *t, const char *asset);

#endif
