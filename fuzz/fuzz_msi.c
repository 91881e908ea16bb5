/* Installers: four tables out of one input, and names; texts lie in the pool. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/msi.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	enum { ACTIONS_MAX = 50 };
	struct arena *a = arena_create(1 << 20 | n << 8);
	struct span all = span_of(bytes, n), *part[4];
	struct msi_tables t;
	struct msi_action *list;
	size_t count;
	bool is_table;
	part[0] = &t.pool, part[1] = &t.data, part[2] = &t.columns, part[3] = &t.actions;
	must(msi_name(a, all, &is_table).n <= n + 4);
	for (int i = 0; i < 4; i++) { /* each behind its length of two bytes */
		size_t size = le16(all, 0);
		all = span_skip(all, 2);
		*part[i] = span_take(all, size);
		all = span_skip(all, part[i]->n);
	}
	msi_actions(a, &t, ACTIONS_MAX, &list, &count);
	must(count <= ACTIONS_MAX);
	for (size_t i = 0; i < count; i++)
		must(!list[i].target.n || span_inside(t.data, list[i].target));
	arena_destroy(&a);
	return 0;
}
