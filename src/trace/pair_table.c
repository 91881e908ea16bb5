/* A table of accounts and assets (pair_table.h). */
#include "trace/pair_table.h"

#include <string.h>

enum { SLOTS_FIRST = 1024 };

static void put(struct pair_table *t, size_t number)
{
	size_t slot = pair_slot(t, t->pairs[number]);
	while (t->numbers[slot])
		slot = (slot + 1) & (t->slots - 1);
	t->numbers[slot] = (uint32_t)number + 1;
}

static void grow(struct pair_table *t, struct arena *a)
{
	t->slots = t->slots ? t->slots * 2 : SLOTS_FIRST;
	t->numbers = arena_array(a, t->slots, sizeof(*t->numbers));
	uint64_t *old = t->pairs;
	t->pairs = arena_alloc(a, t->slots / 2 * sizeof(*t->pairs));
	if (old)
		memcpy(t->pairs, old, t->count * sizeof(*old));
	for (size_t i = 0; i < t->count; i++)
		put(t, i);
}

void pair_add(struct pair_table *t, struct arena *a, uint32_t account, uint32_t asset)
{
	if ((t->count + 1) * 2 > t->slots)
		grow(t, a);
	t->pairs[t->count++] = pair_of(account, asset);
	put(t, t->count - 1);
}
