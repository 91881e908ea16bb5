/* How long a trace takes in a ledger that is open, and how far it goes; one line of JSON.
 *
 *	bench_trace LEDGER ACCOUNT RULE HOPS [TIMES]
 *
 * The median of so many runs (5), in this process and thread; the first one warms. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/must.h"
#include "ledger/store.h"
#include "trace/trace.h"

enum { TIMES_MAX = 101 };

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Accounts that money reached within so many payments, the origin too. */
static size_t reached(const struct trace *t, uint32_t accounts, unsigned hops)
{
	struct arena *a = arena_create(SIZE_MAX);
	unsigned char *seen = arena_alloc(a, accounts);
	size_t n = 1;
	for (size_t i = 0; i < t->edge_count; i++) {
		const struct trace_edge *e = &t->edges[i];
		if (e->hop == 0 || e->hop > hops || seen[e->transfer.to])
			continue;
		seen[e->transfer.to] = 1;
		n++;
	}
	arena_destroy(&a);
	return n;
}

int main(int argc, char **argv)
{
	static double ms[TIMES_MAX];
	struct store *s;
	struct err err;
	enum rule rule;
	if (argc < 5 || (rule = rule_find(span_from_cstr(argv[3]))) == RULES) {
		fprintf(stderr, "usage: bench_trace LEDGER ACCOUNT RULE HOPS [TIMES]\n");
		return 2;
	}
	if (store_open(argv[1], &s, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return 2;
	}
	int times = argc > 5 ? atoi(argv[5]) : 5;
	must(times > 0 && times < TIMES_MAX);
	struct edges *e = store_edges(s);
	struct trace_origin origin = { .name = span_from_cstr(argv[2]),
		.account = e->ops->find_account(e, span_from_cstr(argv[2])),
		.asset = LEDGER_NONE };
	unsigned hops = (unsigned)atoi(argv[4]);
	struct trace_options options = {
		.rule = rule, .from_s = INT64_MIN, .until_s = INT64_MAX, .hops_max = hops
	};
	must(origin.account != LEDGER_NONE);
	struct trace trace;
	size_t accounts = 0;
	struct arena *a = arena_create(SIZE_MAX);
	for (int i = 0; i <= times; i++) {
		arena_reset(a);
		double start = now_ms();
		must(trace_run(e, a, &origin, 1, &options, &trace, &err) == 0);
		ms[i] = now_ms() - start;
		accounts = reached(&trace, e->ops->account_count(e), hops);
	}
	qsort(ms + 1, (size_t)times, sizeof(*ms), by_value);
	printf("{\"rule\":\"%s\",\"hops\":%u,\"accounts\":%zu,\"rows\":%llu,\"edges\":%"
	       "zu,"
	       "\"ms\":%.3f}\n",
		argv[3], hops, accounts, (unsigned long long)trace.rows, trace.edge_count,
		ms[1 + times / 2]);
	arena_destroy(&a);
	store_close(&s);
	return 0;
}
