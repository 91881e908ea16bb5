#ifndef ASSAY_TRACE_PAIR_TABLE_H
#define ASSAY_TRACE_PAIR_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* Which number an account's dealings in an asset have: a table with open addresses, half
 * full at most. Pairs are never taken out. */

struct pair_table {
	uint64_t *pairs; /* by number; room for half as many as slots */
	size_t count;
	uint32_t *numbers; /* + 1; 0: nothing stands here */
	size_t slots;	   /* a power of two, or 0 */
};

static inline uint64_t pair_of(uint32_t account, uint32_t asset)
{
	return (uint64_t)asset << 32 | account;
}

static inline size_t pair_slot(const struct pair_table *t, uint64_t pair)
{
	return (size_t)(pair * 0x9E3779B97F4A7C15 >> 20) & (t->slots - 1);
}

static inline bool pair_find(
	const struct pair_table *t, uint32_t account, uint32_t asset, uint32_t *number_r)
{
	uint64_t pair = pair_of(account, asset);
	if (!t->slots)
		return false;
	for (size_t slot = pair_slot(t, pair); t->numbers[slot];
		slot = (slot + 1) & (t->slots - 1)) {
		*number_r = t->numbers[slot] - 1;
		if (t->pairs[*number_r] == pair)
			return true;
	}
	return false;
}

/* A pair that is not in it gets the next number: 0, 1, 2... */
void pair_add(struct pair_table *t, struct arena *a, uint32_t account, uint32_t asset);

#endif
