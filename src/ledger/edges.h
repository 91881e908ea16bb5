#ifndef ASSAY_LEDGER_EDGES_H
#define ASSAY_LEDGER_EDGES_H

#include "base/arena.h"
#include "base/err.h"
#include "ledger/ledger.h"

/* What a trace asks of a ledger, and all of it: the frontier goes out, edges come back, and
 * the taint stays with whoever traces. Behind it stand mapped segments (edges_ledger.c);
 * another engine can stand there too, if it can give an account's transfers in order.
 *
 * There is one order of all transfers, the same on every run and however the rows were
 * imported. */

enum edge_direction { EDGES_OUT, EDGES_IN };

/* One account's transfers in one direction, as they come. `there` is false behind the last;
 * `next` is the one to come. */
struct edge_cursor {
	bool there;
	struct transfer next;
};

struct edges;
struct edges_ops {
	/* These accounts will be asked about: an engine far away fetches them at once. */
	int (*expect)(struct edges *e, const uint32_t *accounts, size_t count,
		struct err *err_r);
	/* From the first transfer at `from_s` or later; NULL where that failed. It lives as long
	 * as the arena. */
	struct edge_cursor *(*open)(struct edges *e, struct arena *a, uint32_t account,
		enum edge_direction direction, int64_t from_s, struct err *err_r);
	/* Moves on by one; 0 or -errno. */
	int (*step)(struct edges *e, struct edge_cursor *cursor, struct err *err_r);
	/* All transfers of the transaction in which `row` stands, in order, `row` alone where
	 * it stands in none; at most `max`, and how many there are. */
	int (*transaction)(struct edges *e, const struct transfer *row,
		struct transfer *rows_r, size_t max, size_t *count_r, struct err *err_r);
	/* Of a transaction with that identity: its first transfer. False: not in. */
	bool (*find_transaction)(
		struct edges *e, const unsigned char id[32], struct transfer *first_r);
	/* The identity of a row's transaction; false where it has none. */
	bool (*transaction_id)(
		struct edges *e, const struct transfer *row, unsigned char id_r[32]);
	/* LEDGER_NONE where nobody is called so; and the name as people write it. */
	uint32_t (*find_account)(struct edges *e, struct span name);
	struct span (*account_name)(struct edges *e, struct arena *a, uint32_t account);
	/* NULL behind the last one. */
	const struct asset *(*asset)(struct edges *e, uint32_t asset);
	uint32_t (*account_count)(struct edges *e);
	/* How many transfers an account has, in both directions. */
	uint64_t (*degree)(struct edges *e, uint32_t account);
	/* Which of two comes first: <0, >0, and 0 only for one and the same. */
	int (*compare)(
		struct edges *e, const struct transfer *a, const struct transfer *b);
};

struct edges {
	const struct edges_ops *ops;
};

#endif
