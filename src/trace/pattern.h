#ifndef ASSAY_TRACE_PATTERN_H
#define ASSAY_TRACE_PATTERN_H

#include "base/model.h"
#include "trace/imitation.h"

/* What the transfers of one account look like, of one asset. Each is a description and no
 * judgement: honest accounts do the same, how often `data/patterns` tells.
 *
 *	pass-through	nearly all that came in was paid on soon: by first in, first out, the mean
 *			time that a unit lay there is short, and little is left
 *	fan-out		many payments of about one amount to different accounts within an hour
 *	fan-in		the same from different accounts
 *	structuring	several payments just under a limit, within days
 *	dormancy	after a long silence most of it was paid away at once
 *	rhythm		payments at even distances
 *	sweep		several pay it, and all goes to one and the same: a deposit address
 *	peel		the first of a row of accounts that each got one payment and made two, a small
 *			one and one that goes on */
enum pattern {
	PATTERN_PASS_THROUGH,
	PATTERN_FAN_OUT,
	PATTERN_FAN_IN,
	PATTERN_STRUCTURING,
	PATTERN_DORMANCY,
	PATTERN_RHYTHM,
	PATTERN_SWEEP,
	PATTERN_PEEL,
	PATTERNS
};

const char *pattern_name(enum pattern pattern);

/* Of transactions: join.h tells them. */
enum join_form {
	JOIN_NONE,
	JOIN_EQUAL,
	JOIN_WHIRLPOOL,
	JOIN_WASABI_1,
	JOIN_WASABI_2,
	JOIN_FORMS
};

struct pattern_rules {
	double pass_part, pass_hours;
	double fan_payments, fan_minutes, fan_spread;
	double limit, limit_part, limit_payments, limit_days;
	double dormancy_days, dormancy_part;
	double rhythm_payments, rhythm_spread;
	double sweep_payers, sweep_part;
	double peel_steps, peel_part;
	/* Of transactions (join.h); amounts in bitcoins, dust in the chain's smallest unit. */
	double join_equal, join_dust;
	double whirlpool_inputs, whirlpool_block; /* the first block */
	double wasabi_1_inputs, wasabi_1_block, wasabi_1_amount, wasabi_1_spread;
	double wasabi_2_inputs, wasabi_2_block, wasabi_2_part;
	/* Of deposit addresses and of change (cluster.h). */
	double deposit_part, deposit_hours, deposit_main;
	double change_votes, change_round; /* of four; in the smallest unit */
	double joins[JOIN_FORMS]; /* share of all transactions; NAN: not measured */
	/* Shares of accounts at which each was seen; NAN: not measured. */
	double laundering[PATTERNS], ordinary[PATTERNS];
};

/* Reads rules: lines of "name.parameter number". 0 or -EINVAL, with a sentence. */
int pattern_rules_read(
	struct span text, struct pattern_rules *rules_r, struct err *err_r);
/* Those that are compiled in. */
void pattern_rules_standard(struct pattern_rules *rules_r);

struct pattern_finding {
	enum pattern pattern;
	uint32_t asset;
	size_t count; /* payments, or accounts of a row */
	double hours; /* pass-through: how long a unit lay; rhythm: the distance */
	struct transfer first; /* of it */
};

struct patterns {
	struct pattern_finding *found; /* by asset, in the order of the enum */
	size_t count, capacity;
	bool cut; /* not all transfers were looked at */
};

enum { PATTERN_ROWS_MAX = 20000 };

/* Looks at an account's transfers, at most PATTERN_ROWS_MAX in each direction, of assets that
 * are not counterfeit; `worth` has one for each asset. Structuring is looked for in currencies and in
 * tokens that stand for the dollar, which have limits. Outputs of chains like Bitcoin are no accounts, and
 * show none. Results live as long as `a`. 0 or -errno. */
int patterns_find(struct edges *edges, struct arena *a, uint32_t account,
	const struct pattern_rules *rules, const enum worth *worth,
	struct patterns *patterns_r, struct err *err_r);

#endif
