#include "ledger/scan.h"

#include <stdlib.h>

#include "base/big.h"

struct scan_list {
	uint32_t segment, rank;
	const uint32_t *row; /* by rank */
	struct big sorted;   /* where the segment holds none */
	struct transfer next;
};

struct scan {
	struct store *store;
	struct scan_list *lists;
	size_t count;
};

static int compare_rows(const void *a, const void *b, void *segment)
{
	const struct segment *s = segment;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	if (s->time[x] != s->time[y])
		return s->time[x] < s->time[y] ? -1 : 1;
	if (s->block && s->block[x] != s->block[y])
		return s->block[x] < s->block[y] ? -1 : 1;
	if (s->position && s->position[x] != s->position[y])
		return s->position[x] < s->position[y] ? -1 : 1;
	return 0;
}

static void sort(const struct store *s, struct scan_list *list)
{
	struct segment *segment = &s->segments[list->segment];
	big_grow(&list->sorted, segment->rows * 4ull + 1);
	uint32_t *row = list->sorted.p;
	for (uint32_t i = 0; i < segment->rows; i++)
		row[i] = i;
	qsort_r(row, segment->rows, sizeof(*row), compare_rows, segment);
	list->row = row;
}

static void look(const struct scan *scan, struct scan_list *list)
{
	const struct segment *s = &scan->store->segments[list->segment];
	if (list->rank >= s->rows)
		return;
	uint32_t row = list->row[list->rank];
	segment_transfer(s, row < s->rows ? row : 0, LEDGER_NONE, &list->next);
	list->next.segment = list->segment;
}

struct scan *scan_open(struct store *store, struct arena *a)
{
	struct scan *scan = arena_new(a, struct scan);
	scan->store = store;
	scan->count = store->state.segment_count;
	scan->lists = arena_array(a, scan->count, sizeof(*scan->lists));
	for (uint32_t i = 0; i < scan->count; i++) {
		struct scan_list *list = &scan->lists[i];
		list->segment = i;
		list->row = store->segments[i].row;
		if (!list->row)
			sort(store, list);
		look(scan, list);
	}
	return scan;
}

bool scan_next(struct scan *scan, struct transfer *row_r)
{
	struct scan_list *best = NULL;
	for (size_t i = 0; i < scan->count; i++) {
		struct scan_list *list = &scan->lists[i];
		if (list->rank < scan->store->segments[list->segment].rows &&
			(!best ||
				store_compare(scan->store, &list->next, &best->next) < 0))
			best = list;
	}
	if (!best)
		return false;
	*row_r = best->next;
	best->rank++;
	look(scan, best);
	return true;
}

void scan_close(struct scan *scan)
{
	for (size_t i = 0; i < scan->count; i++)
		big_free(&scan->lists[i].sorted);
}
