/* Two names, "kind, one, NUL, other": cut into words, paired and compared both ways; and addresses'
 * assets. What comes out is within its bounds. */
#include <stddef.h>
#include <stdint.h>

#include "base/must.h"
#include "known/assets.h"
#include "known/name.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void check(
	const struct name *a, const struct name *b, const struct name_model *model)
{
	struct name_match m;
	name_compare(a, b, model, &m);
	must(m.probability >= 0 && m.probability <= 1);
	must(m.pair_count <= NAME_WORDS_MAX);
	for (size_t i = 0; i < m.pair_count; i++) {
		const struct name_pair *p = &m.pairs[i];
		must(p->a + p->a_count <= a->count && p->b + p->b_count <= b->count);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct arena *kept;
	static struct name_table *table;
	static struct known_assets *assets;
	static struct name_model model;
	if (!kept) {
		kept = arena_create(SIZE_MAX);
		table = name_table_create(kept);
		assets = known_assets_create(kept);
		name_model_standard(&model);
	}
	if (n < 1 || n > 2048)
		return 0;
	struct arena *a = arena_create(64 << 20);
	struct span other = span_of(bytes + 1, n - 1), one = span_split(&other, '\0');
	struct name x, y;
	name_parse(a, table, one, bytes[0] & 1, &x);
	name_parse(a, table, other, bytes[0] & 1, &y);
	check(&x, &y, &model);
	check(&y, &x, &model);
	known_asset_of(assets, SPAN("ethereum/0x1"), one, NULL);
	arena_destroy(&a);
	return 0;
}
