#ifndef ASSAY_TRACE_RANK_H
#define ASSAY_TRACE_RANK_H

#include "trace/trace.h"

/* Which accounts stand nearest to some others, by local push: no rule of whose money it is, and no
 * proof, but an order in which to look. What is pushed is one unit of relevance, divided among the
 * origins; whoever has some keeps a part of it as its rank and hands on the rest in
 * proportion to the amounts that it paid. Only what is reached is read.
 *
 *	appr	approximate personalised PageRank (Andersen, Chung, Lang 2006), along payments, at
 *		any time
 *	ttr	time-respecting, both ways (TTR of TRacer: Wu et al., TIFS 2023): along payments
 *		made later than the relevance came, and back along those that were made
 *		before, with their published weights
 *
 * Each asset is for itself: amounts of two are not compared. Relevance that finds no payment stays
 * where it is. */

enum rank_method { RANK_NONE, RANK_APPR, RANK_TTR };

struct rank_options {
	enum rank_method method;
	double keep;		 /* alpha: the part that stays; 0.15 */
	double forward;		 /* beta: of the rest, along payments; 0.8. appr: all */
	double least;		 /* epsilon: less is not handed on; 0.001 */
	int64_t from_s, until_s; /* payments outside are not looked at */
	uint64_t busy_rows; /* whoever has more transfers hands nothing on; 0: all do */
	uint64_t accounts_max;	 /* 0: no limit */
	const enum worth *worth; /* as a trace's */
	/* Now and then; true: end here. May be NULL. */
	bool (*stopped)(void *state, uint64_t rows, uint64_t accounts);
	void *state;
};

struct ranked {
	uint32_t account, asset;
	double rank;
	unsigned hop; /* payments from an origin at least, either way */
	bool is_busy;
};

struct ranks {
	struct ranked *ranked; /* the highest first */
	size_t count;
	double left;   /* of the unit: too little in each place to be handed on */
	uint64_t rows; /* transfers looked at */
	bool broken_off;
};

/* The origins are accounts; an asset of one that names it, else all of its. Results live
 * as long as `a`. 0 or -errno. */
int rank_run(struct edges *edges, struct arena *a, const struct trace_origin *origins,
	size_t count, const struct rank_options *options, struct ranks *ranks_r,
	struct err *err_r);

#endif
