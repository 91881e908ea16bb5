/* Memos of THORChain (hop_memo.h). */
#include "ledger/hop_memo.h"

#include <stdlib.h>
#include <string.h>

#include "base/num.h"

enum { ID_BYTES = 32, MEMO_MAX = 1000, DESTINATIONS_MAX = 16 };

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
	c = c ? c : memcmp(x->payout, y->payout, ID_BYTES);
	c = c ? c : (int)x->is_refund - (int)y->is_refund;
	return c ? c : span_compare(x->destination, y->destination);
}

/* The first row of that transaction, or the count. */
static size_t first_of(
	const struct hop_memo_row *rows, size_t count, const unsigned char id[ID_BYTES])
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (memcmp(rows[middle].id, id, ID_BYTES) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && memcmp(rows[low].id, id, ID_BYTES) == 0 ? low : count;
}

struct linking {
	struct arena *arena;
	struct hop_memos memos;
	size_t capacity;
};

static void add_link(
	struct linking *l, const struct hop_memo_row *payout, struct span destination)
{
	struct hop_link link = { .is_refund = payout->memo.kind == MEMO_REFUND,
		.destination = destination };
	memcpy(link.deposit, payout->memo.deposit, ID_BYTES);
	memcpy(link.payout, payout->id, ID_BYTES);
	l->memos.links = arena_grow(
		l->arena, l->memos.links, l->memos.count, &l->capacity, sizeof(link));
	l->memos.links[l->memos.count++] = link;
}

/* A thief can let his deposit say several things: each destination that it names makes a
 * link. The number of those, not more than one too many. */
static size_t add_destinations(struct linking *l, const struct hop_memo_row *rows,
	size_t count, const struct hop_memo_row *payout)
{
	const unsigned char *deposit = payout->memo.deposit;
	size_t found = 0;
	for (size_t i = first_of(rows, count, deposit); i < count; i++) {
		if (memcmp(rows[i].id, deposit, ID_BYTES) != 0 ||
			found > DESTINATIONS_MAX)
			break;
		if (rows[i].memo.kind != MEMO_SWAP || !rows[i].memo.destination.n)
			continue;
		add_link(l, payout, rows[i].memo.destination);
		found++;
	}
	return found;
}

/* A deposit that names more than anybody needs is taken to name none. */
static void add_links(struct linking *l, const struct hop_memo_row *rows, size_t count,
	const struct hop_memo_row *payout)
{
	size_t old_count = l->memos.count, found = 0;
	if (payout->memo.kind == MEMO_OUT)
		found = add_destinations(l, rows, count, payout);
	else if (payout->memo.kind != MEMO_REFUND)
		return;
	if (found && found <= DESTINATIONS_MAX)
		return;
	l->memos.count = old_count;
	add_link(l, payout, SPAN(""));
}

struct hop_memos hop_memos_link(struct arena *a, struct hop_memo_row *rows, size_t count)
{
	struct linking l = { .arena = a };
	struct hop_memos *m = &l.memos;
	size_t kept = 0;
	if (count)
		qsort(rows, count, sizeof(*rows), compare_rows);
	for (size_t i = 0; i < count; i++)
		add_links(&l, rows, count, &rows[i]);
	if (m->count)
		qsort(m->links, m->count, sizeof(*m->links), compare_links);
	for (size_t i = 0; i < m->count; i++)
		if (!kept || compare_links(&m->links[kept - 1], &m->links[i]) != 0)
			m->links[kept++] = m->links[i];
	m->count = kept;
	return *m;
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
