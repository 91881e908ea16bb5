#ifndef ASSAY_TRACE_DEMIX_H
#define ASSAY_TRACE_DEMIX_H

#include "base/model.h"
#include "trace/pool.h"

/* Which withdrawals from a pool go with somebody's deposits? A pool hides it, and no single
 * withdrawal can be known; but people who move much take it out as they put it in: in batches,
 * to addresses made for it, at a rhythm of their own, and as often as they put it in.
 *
 * The depositors' payments are put into batches; withdrawals to one recipient that follow each
 * other closely into runs. A run is judged twice by a logistic regression: by itself, and then
 * beside what else seems to be of its batch. At the end all runs of a batch are weighed
 * together: their withdrawals cannot be more than its deposits, and mostly are as many. The
 * probability that comes out is that of a run being of the batch, under all choices of runs.
 *
 * The weights are a model in a text file; the one that is compiled in (data/demix) was learned
 * on the theft from Ronin of 2022, whose withdrawals were told apart by experts. */

enum demix_feature {
	DEMIX_CONSTANT,
	DEMIX_COUNT,   /* logarithm of the withdrawals of the run */
	DEMIX_COUNT_2, /* its square; so below */
	DEMIX_SINGLE,  /* one withdrawal alone */
	DEMIX_SPAN,    /* logarithm of the hours from the first to the last */
	DEMIX_SPAN_2,
	DEMIX_GAP, /* logarithm of the median hours between two */
	DEMIX_GAP_2,
	DEMIX_RELAYED,	 /* all of them paid a fee: no ether was needed to start */
	DEMIX_DEPOSITOR, /* the recipient put money in before */
	DEMIX_AGAIN,	 /* the recipient took money out before, in an earlier run */
	DEMIX_DELAY,	 /* logarithm of the hours since the batch began */
	DEMIX_DELAY_2,
	DEMIX_LATE,	/* logarithm of the hours from the batch's end to the run's */
	DEMIX_OVER,	/* more withdrawals than the batch has deposits */
	DEMIX_SHARE,	/* log-odds of a deposit of the last day being theirs */
	DEMIX_RIVALS,	/* logarithm of others who put in as many in the last day ... */
	DEMIX_RIVALS_7, /* ... and in the last seven days */
	DEMIX_ALONE,	/* so many features are of the run alone; those below weigh other
			  * runs of the batch by what they are by themselves */
	DEMIX_OVERLAP = DEMIX_ALONE, /* how far they go on at the same time */
	DEMIX_INSIDE, /* logarithm of their withdrawals between its first and last */
	DEMIX_INSIDE_SHARE, /* the same as a share of all of theirs */
	DEMIX_COMPANY,	    /* logarithm of their withdrawals */
	DEMIX_FEATURES
};

const char *demix_feature_name(enum demix_feature feature);

struct demix_model {
	struct model_weight weights[DEMIX_FEATURES]; /* alone, and together */
	double full;   /* how often a batch has as many withdrawals as deposits */
	double shrink; /* each that is missing is so much rarer */
	double precision, recall; /* measured by cross-validation; 0: not measured */
};

/* Reads a model (base/model.h). 0 or -EINVAL. */
int demix_model_read(struct span text, struct demix_model *model_r, struct err *err_r);
/* The one that is compiled in. */
void demix_model_standard(struct demix_model *model_r);

struct demix_batch {
	uint32_t by;	   /* the first of its depositors */
	size_t depositors; /* who paid in at the same time are one batch */
	size_t deposits, withdrawals;
	int64_t first_s, last_s;
	size_t run, run_count; /* among the runs */
	double expected;       /* withdrawals, by the sum of the probabilities */
};

struct demix_run {
	uint32_t to;
	size_t batch;
	size_t first,
		count; /* among the withdrawals of the pool, by recipient and time */
	int64_t first_s, last_s;
	double feature[DEMIX_FEATURES];
	double alone, together; /* what the regressions say */
	double probability;
};

struct demix {
	struct pool pool; /* withdrawals are sorted by recipient and time */
	struct demix_batch *batches;
	size_t batch_count, batch_capacity;
	struct demix_run *runs; /* by batch and time */
	size_t run_count, run_capacity;
	size_t deposits;   /* of the depositors */
	size_t candidates; /* withdrawals of all runs: what there was to choose from */
};

/* From a batch's beginning until so long after its end withdrawals can be of it; so long a pause
 * ends a run, or a batch. */
enum { DEMIX_AFTER_S = 7 * 86400, DEMIX_PAUSE_S = 2 * 86400 };

/* Results live as long as `a`. -EINVAL: no pool. -ENOENT: none of the depositors paid in.
 * -E2BIG: a batch has too many candidates to weigh them together. */
int demix_run(struct edges *edges, struct arena *a, uint32_t pool,
	const uint32_t *depositors, size_t count, const struct demix_model *model,
	struct demix *demix_r, struct err *err_r);

/* What is more likely than not is named. */
#define DEMIX_LIKELY 0.5

/* Weighs the runs of one batch together: `count[i]` withdrawals that are of it with
 * `p[i]` each, where all together are at most `deposits`, as many with probability `full`,
 * and each missing one `shrink` times as probable. Replaces `p`. 0 or -E2BIG. */
int demix_fill(const size_t *count, double *p, size_t n, size_t deposits,
	const struct demix_model *model);

#endif
