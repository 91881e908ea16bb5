#ifndef ASSAY_TRACE_RULE_H
#define ASSAY_TRACE_RULE_H

#include "base/arena.h"
#include "base/u256.h"

/* What of the money that somebody pays was stolen? Rules that courts and papers have answered
 * with, one table row each. Where nothing else is said they conserve: what leaves a purse
 * tainted was in it tainted, to the last unit.
 *
 *	poison		all that is paid once something stolen came in (Moeser, Boehme,
 *			Breuker 2014); an upper bound, and does not conserve
 *	haircut		in proportion to what the purse holds: v * T / B, rounded down for each
 *			origin, so that what a division leaves stays with the payer
 *	fifo		first in, first out (Clayton's Case, 1816; Anderson et al. 2018)
 *	lifo		last in, first out
 *	tiho		as taint-first, and within one transaction the highest outputs first
 *			(Tironsakkul et al. 2019)
 *	taint-first	min(T, v): the thief spends what he stole first
 *	clean-first	max(0, v - clean): the lowest intermediate balance rule; the thief
 *			spends his own first
 *
 * The last two and haircut are those of United States v. Banco Cafetero Panama, 797 F.2d 1154
 * (2d Cir. 1986). */
enum rule {
	RULE_POISON,
	RULE_HAIRCUT,
	RULE_FIFO,
	RULE_LIFO,
	RULE_TIHO,
	RULE_TAINT_FIRST,
	RULE_CLEAN_FIRST,
	RULES
};

const char *rule_name(enum rule rule);
/* RULES where there is none of that name. */
enum rule rule_find(struct span name);
static inline bool rule_conserves(enum rule rule)
{
	return rule != RULE_POISON;
}

/* Money of one origin, or clean. */
enum { ORIGIN_CLEAN = UINT32_MAX };
struct chunk {
	uint32_t origin;
	struct u256 amount;
};

/* A list of chunks that grows, for what is paid; its room is used again. */
struct parts {
	struct chunk *chunk;
	size_t count, capacity;
};

/* What one account holds of one asset, under one rule. Zeroed it is empty. Chunks stand in
 * the order in which they came; under fifo and lifo clean ones too, else all that is clean is
 * in `clean`. */
struct purse {
	struct u256 clean, tainted;
	struct chunk *chunk;
	size_t first, end, capacity;
};

/* Takes a chunk in; what is clean and what is not, as it comes. */
void purse_take(struct purse *p, enum rule rule, struct arena *a, struct chunk chunk);
/* Pays `amount`: `*parts` become what it is made of, in order, and add up to it. What the
 * purse does not hold is clean: it was there before the data begin. Under poison a purse with
 * taint pays all of it tainted, by its first origin, and keeps its taint. */
void purse_pay(struct purse *p, enum rule rule, struct arena *a, struct u256 amount,
	struct parts *parts);
/* Makes `amount` of what is held, the newest first, stolen money of that origin. */
void purse_taint(struct purse *p, enum rule rule, struct arena *a, uint32_t origin,
	struct u256 amount);

/* What in it is clean. */
struct u256 purse_clean(const struct purse *p);
static inline bool purse_is_tainted(const struct purse *p)
{
	return !u256_is_zero(p->tainted);
}

/* What in the parts is tainted. */
struct u256 parts_tainted(const struct parts *parts);
void parts_add(struct parts *parts, struct arena *a, struct chunk chunk);

#endif
