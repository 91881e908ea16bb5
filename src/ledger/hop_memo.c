/* Memos of THORChain (hop_memo.h). */
#include "ledger/hop_memo.h"

#include <stdlib.h>
#include <string.h>

#include "base/num.h"

enum { ID_BYTES = 32, MEMO_MAX = 1000 };

bool hop_id_read(struct span text, unsigned char id_r[ID_BYTES])
{
	text = span_trim(text);
	if (span_starts_with_nocase(text, SPAN("0x")))
		text = span_skip(text, 2);
	return num_hex_bytes(text, id_r, ID_BYTES);
}

static bool is_one_of(struct span s, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (span_equal_nocase(s, span_from_cstr(words[i])))
			return true;
	return false;
}

struct hop_memo hop_memo_read(struct span text)
{
	static const char *const swaps[] = { "=", "s", "swap" };
	struct hop_memo memo = { .kind = MEMO_OTHER };
	struct span rest = span_trim(text), word = span_split(&rest, ':');
	if (text.n > MEMO_MAX)
		return memo;
	if (span_equal_nocase(word, SPAN("OUT")) && hop_id_read(rest, memo.deposit))
		memo.kind = MEMO_OUT;
	else if (span_equal_nocase(word, SPAN("REFUND")) &&
		 hop_id_read(rest, memo.deposit))
		memo.kind = MEMO_REFUND;
	else if (is_one_of(word, swaps, sizeof(swaps) / sizeof(*swaps)) && rest.p) {
		memo.asset = span_split(&rest, ':');
		struct span to = rest.p ? span_split(&rest, ':') : SPAN("");
		memo.destination = span_split(&to, '/');
		if (memo.asset.n)
			memo.kind = MEMO_SWAP;
	}
	return memo;
}

/* ---- links */

static int compare_rows(const void *a, const void *b)
{
	return memcmp(((const struct hop_memo_row *)a)->id,
		((const struct hop_memo_row *)b)->id, ID_BYTES);
}

static int compare_links(const void *a, const void *b)
{
	const struct hop_link *x = a, *y = b;
	int c = memcmp(x->deposit, y->deposit, ID_BYTES);
	return c ? c : memcmp(x->payout, y->payout, ID_BYTES);
}

static const struct hop_memo_row *row_of(
	const struct hop_memo_row *rows, size_t count, const unsigned char id[ID_BYTES])
{
	struct hop_memo_row key;
	memcpy(key.id, id, ID_BYTES);
	return count ? bsearch(&key, rows, count, sizeof(key), compare_rows) : NULL;
}

struct hop_memos hop_memos_link(struct arena *a, struct hop_memo_row *rows, size_t count)
{
	struct hop_memos memos = { .links = NULL };
	size_t capacity = 0;
	if (count)
		qsort(rows, count, sizeof(*rows), compare_rows);
	for (size_t i = 0; i < count; i++) {
		const struct hop_memo *memo = &rows[i].memo;
		memos.others += memo->kind == MEMO_OTHER;
		if (memo->kind != MEMO_OUT && memo->kind != MEMO_REFUND)
			continue;
		const struct hop_memo_row *deposit = row_of(rows, count, memo->deposit);
		struct hop_link link = { .is_refund = memo->kind == MEMO_REFUND };
		memcpy(link.deposit, memo->deposit, ID_BYTES);
		memcpy(link.payout, rows[i].id, ID_BYTES);
		if (deposit && deposit->memo.kind == MEMO_SWAP)
			link.destination = deposit->memo.destination;
		memos.links =
			arena_grow(a, memos.links, memos.count, &capacity, sizeof(link));
		memos.links[memos.count++] = link;
	}
	if (memos.count)
		qsort(memos.links, memos.count, sizeof(*memos.links), compare_links);
	return memos;
}

const struct hop_link *hop_links_of(
	const struct hop_memos *m, const unsigned char deposit[ID_BYTES], size_t *count_r)
{
	size_t low = 0, high = m->count, end;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (memcmp(m->links[middle].deposit, deposit, ID_BYTES) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low;
		end < m->count && memcmp(m->links[end].deposit, deposit, ID_BYTES) == 0;)
		end++;
	*count_r = end - low;
	return *count_r ? m->links + low : NULL;
}
