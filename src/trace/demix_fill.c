/* All choices of runs of one batch at once: sums over subsets by their number of withdrawals,
 * from the front and from the back, as a forward-backward pass over a chain. Exact, in
 * time and memory of runs times deposits. */
#include "trace/demix.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS_MAX = 1 << 25 };

/* No regression is as sure as its numbers say. */
static const double least = 0.0001, most = 0.995;

static double within(double p)
{
	return p < least ? least : p > most ? most : p;
}

/* Of `row`: what it becomes where one more run may be taken or not. */
static void forward(double *next_r, const double *row, size_t cells, size_t k, double p)
{
	double sum = 0;
	for (size_t i = 0; i < cells; i++) {
		next_r[i] = row[i] * (1 - p) + (i >= k ? row[i - k] * p : 0);
		sum += next_r[i];
	}
	for (size_t i = 0; i < cells && sum > 0; i++)
		next_r[i] /= sum;
}

static void backward(double *row, size_t cells, size_t k, double p)
{
	double highest = 0;
	for (size_t i = 0; i < cells; i++) {
		row[i] = row[i] * (1 - p) + (i + k < cells ? row[i + k] * p : 0);
		highest = row[i] > highest ? row[i] : highest;
	}
	for (size_t i = 0; i < cells && highest > 0; i++)
		row[i] /= highest;
}

/* How probable a number of withdrawals is of itself. */
static void set_totals(double *row, size_t cells, const struct demix_model *m)
{
	double missing = 1 - m->full;
	row[cells - 1] = m->full;
	for (size_t i = cells - 1; i-- > 0;) {
		missing *= m->shrink;
		row[i] = missing * (1 - m->shrink) / m->shrink;
	}
}

static double marginal(
	const double *front, const double *back, size_t cells, size_t k, double p)
{
	double with = 0, without = 0;
	for (size_t i = 0; i < cells; i++) {
		without += front[i] * back[i];
		if (i + k < cells)
			with += front[i] * back[i + k];
	}
	with *= p;
	without *= 1 - p;
	return with + without > 0 ? with / (with + without) : 0;
}

int demix_fill(const size_t *count, double *p, size_t n, size_t deposits,
	const struct demix_model *model)
{
	size_t cells = deposits + 1;
	if (cells > CELLS_MAX || (n + 2) > CELLS_MAX / cells)
		return -E2BIG;
	struct arena *a = arena_create(SIZE_MAX);
	double *front = arena_array(a, (n + 1) * cells, sizeof(double));
	double *back = arena_array(a, cells, sizeof(double));
	front[0] = 1;
	for (size_t i = 0; i < n; i++)
		forward(&front[(i + 1) * cells], &front[i * cells], cells, count[i],
			within(p[i]));
	set_totals(back, cells, model);
	for (size_t i = n; i-- > 0;) {
		double alone = within(p[i]);
		p[i] = marginal(&front[i * cells], back, cells, count[i], alone);
		backward(back, cells, count[i], alone);
	}
	arena_destroy(&a);
	return 0;
}
