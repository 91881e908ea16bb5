/* The table of limits as data: for options, for the manual, for the torture tests. */
#include "core/budget.h"

#include <stddef.h>
#include <string.h>

#define BUDGET_GETTER(name, standard, ceiling, why)                                      \
	static uint64_t get_##name(const struct budget *b)                               \
	{                                                                                \
		return b->name;                                                          \
	}
BUDGET_ROWS(BUDGET_GETTER)

#define BUDGET_OFFSET(name, standard, ceiling, why) offsetof(struct budget, name),
static const size_t offsets[] = { BUDGET_ROWS(BUDGET_OFFSET) };

#define BUDGET_ROW(name, standard, ceiling, why)                                         \
	{ #name, why, standard, ceiling, get_##name },
static const struct budget_row rows[] = { BUDGET_ROWS(BUDGET_ROW) };

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static uint64_t *field(struct budget *b, unsigned i)
{
	return (uint64_t *)(void *)((char *)b + offsets[i]);
}

struct budget budget_standard(void)
{
	struct budget b;
	for (unsigned i = 0; i < ROWS; i++)
		*field(&b, i) = rows[i].standard;
	return b;
}

bool budget_set(struct budget *b, const char *name, uint64_t value)
{
	for (unsigned i = 0; i < ROWS; i++) {
		if (strcmp(rows[i].name, name) != 0)
			continue;
		*field(b, i) = value < rows[i].ceiling ? value : rows[i].ceiling;
		return true;
	}
	return false;
}

const struct budget_row *budget_row(unsigned i)
{
	return i < ROWS ? &rows[i] : NULL;
}
