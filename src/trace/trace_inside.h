#ifndef ASSAY_TRACE_TRACE_INSIDE_H
#define ASSAY_TRACE_TRACE_INSIDE_H

#include "trace/pair_table.h"
#include "trace/swap.h"
#include "trace/trace.h"

/* What following (trace.c) and exchanging (trace_exchange.c) share. Hidden, so that a
 * compiler may put each where it is called. */
#pragma GCC visibility push(hidden)

/* An account and an asset of which it held something stolen. */
struct holding {
	uint32_t account, asset;
	struct purse purse;
	struct edge_cursor *out, *in; /* NULL until it wakes */
	enum stop stop;		      /* what comes here stays: why */
	unsigned hop;
	int64_t last_s;	   /* when taint came in last */
	bool takes_all;	   /* an origin: whatever comes in from `from_s` on is stolen */
	uint32_t origin;   /* then */
	bool awaited;	   /* its next payment stands in the heap */
	struct u256 ended; /* under a stop */
	struct u256 dust, fees, burned, swapped, bridged;
	/* Its rows of the last exchange, which were paid at once. */
	const struct transfer *exchanged;
	size_t exchanged_count;
};

/* What becomes stolen by a transfer. */
struct theft {
	struct chunk chunk;
	uint32_t by;
	unsigned hop;
	bool is_exchange;
};

/* A payment that was split up before its turn: of TIHO. */
struct payment {
	struct transfer row;
	struct parts parts;
};

/* What happens next: a holding pays, something is stolen, or what was split up is handed on. */
struct event {
	struct holding *holding;
	int64_t time_s;		       /* the row's */
	const struct transfer *row;    /* the cursor's, or a row that lives as long */
	const struct theft *theft;     /* NULL: not this */
	const struct payment *payment; /* NULL: not this */
};

struct tracing {
	struct edges *edges;
	struct arena *arena;
	const struct trace_options *options;
	enum rule rule;
	struct trace *trace;
	struct holding **holdings;
	size_t count, capacity;
	struct pair_table numbers; /* of the holdings */
	struct event *heap;
	size_t heap_count, heap_capacity;
	struct parts parts;
	bool has_swaps;
	struct swap_room
		*swap_room; /* NULL: neither exchanges nor memos are looked for */
	struct err *err;
	int failed;
};

/* ---- trace.c */

/* Keeps the first -errno; the trace ends. */
void tracing_fail(struct tracing *t, int r);
/* Neither who owns an output, nor a counterfeit's. */
bool moves_value(const struct tracing *t, const struct transfer *row);
/* A fee, or burned. */
bool leaves_the_way(const struct transfer *row);
bool comes_before(
	const struct tracing *t, const struct transfer *a, const struct transfer *b);
/* To the next row that moves some of the asset. */
void tracing_advance(struct tracing *t, struct edge_cursor *c, uint32_t asset);
/* That of an account in an asset, a new one where there was none. */
struct holding *take_holding(
	struct tracing *t, uint32_t account, uint32_t asset, unsigned hop);
bool is_awake(const struct holding *h);
/* Of an asset that counts for nothing (imitation.h). */
bool is_noise(const struct tracing *t, const struct transfer *row);
/* Fails the trace where a row cannot be read. */
void tracing_step(struct tracing *t, struct edge_cursor *c);
struct edge_cursor *open_rows(struct tracing *t, const struct holding *h,
	enum edge_direction direction, int64_t from_s);
/* Reads what came in before `row`; and of an account that slept, what it paid, which was
 * clean. NULL: all that there is. */
void catch_up(struct tracing *t, struct holding *h, const struct transfer *row);
/* Its next payment happens in its place in the order. */
void await_payment(struct tracing *t, struct holding *h);
/* The parts of a transfer come to its receiver. */
void deliver(struct tracing *t, const struct transfer *row, const struct parts *parts,
	struct u256 tainted, unsigned hop);
struct trace_sum *sum_of(struct tracing *t, uint32_t asset);
/* False, and the trace fails, where the sum would be too large to be counted. */
bool count_stolen(struct tracing *t, uint32_t asset, struct u256 amount);
struct trace_edge *record_edge(struct tracing *t, const struct transfer *row,
	struct u256 tainted, uint32_t origin, unsigned hop);
void tracing_push(struct tracing *t, struct event event);
void add_end(const struct tracing *t, struct u256 *sum, struct u256 amount);
uint32_t main_origin(const struct parts *parts);
/* Each payment comes to its receiver in its place in the order. */
void hand_on_in_order(
	struct tracing *t, struct holding *h, struct payment *all, size_t count);

/* ---- trace_theft.c */

/* Marks what an origin names: now, or by an event at its place in the order. */
void begin_at(struct tracing *t, const struct trace_origin *o, uint32_t origin);
/* The event's theft happens. */
void steal(struct tracing *t, const struct event *e);

/* ---- trace_exchange.c */

/* Whether a row was paid, or came back, within the holding's last exchange. */
bool was_exchanged(const struct holding *h, const struct transfer *row);
/* Pays the holding's next payment, and what belongs to it, where it exchanges something by it or pays
 * into a bridge that tells what came out. False: it is a payment like others. */
bool pay_across(struct tracing *t, struct holding *h);

#pragma GCC visibility pop

#endif
