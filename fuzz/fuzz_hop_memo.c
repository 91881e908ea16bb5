/* Memos, a line each, and what they link: each link is found by its deposit. */
#include <stdint.h>

#include "base/must.h"
#include "ledger/hop_memo.h"

enum { ROWS_MAX = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(64 << 20);
	struct hop_memo_row rows[ROWS_MAX];
	struct span text = span_of(bytes, n);
	size_t count = 0;
	while (text.n && count < ROWS_MAX) {
		struct span memo = span_line(&text), id = span_split(&memo, ',');
		if (!hop_id_read(id, rows[count].id))
			continue;
		rows[count].memo = hop_memo_read(memo);
		must(rows[count].memo.kind != MEMO_SWAP || rows[count].memo.asset.n);
		count++;
	}
	struct hop_memos m = hop_memos_link(a, rows, count);
	for (size_t i = 0; i < m.count; i++) {
		size_t links;
		const struct hop_link *first =
			hop_links_of(&m, m.links[i].deposit, &links);
		must(first <= &m.links[i] && &m.links[i] < first + links);
	}
	arena_destroy(&a);
	return 0;
}
