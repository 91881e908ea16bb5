/* Which fields a signature covers, and their hash: RFC 6376 sections 3.7 and 5.4.2. Names
 * in h= take fields from the bottom up, each once; a name with no field left is the empty
 * string. Header and h= are both hostile and may both be long, so fields are sorted by
 * name once, and finding one costs a binary search. */
#include <stdlib.h>

#include "auth/dkim_sig.h"

struct entry {
	uint64_t
		head; /* the name's first eight bytes, lower case, for quick comparison */
	struct span name;
	const struct header_field *field;
};

struct field_index {
	struct entry *entries; /* by name, within a name the lowest field first */
	size_t *picked;	       /* at a name's first entry: how many of it */
	size_t count;
};

static uint64_t head_of(struct span name)
{
	uint64_t head = 0;
	for (size_t i = 0; i < 8; i++)
		head = head << 8 | (i < name.n ? ascii_lower(name.p[i]) : 0);
	return head;
}

static int compare_names(uint64_t head_a, struct span a, uint64_t head_b, struct span b)
{
	if (head_a != head_b)
		return head_a < head_b ? -1 : 1;
	size_t n = a.n < b.n ? a.n : b.n;
	for (size_t i = 8; i < n; i++) {
		int order = ascii_lower(a.p[i]) - ascii_lower(b.p[i]);
		if (order != 0)
			return order;
	}
	return (a.n > b.n) - (a.n < b.n);
}

static int compare_entries(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;
	int order = compare_names(a->head, a->name, b->head, b->name);
	return order ? order : (a->field < b->field) - (a->field > b->field);
}

struct field_index *field_index_create(struct arena *a, const struct header *header)
{
	struct field_index *index = arena_new(a, struct field_index);
	index->count = header->count;
	index->entries = arena_array(a, header->count, sizeof(*index->entries));
	index->picked = arena_array(a, header->count, sizeof(*index->picked));
	for (size_t i = 0; i < header->count; i++) {
		struct span name = header->fields[i].name;
		index->entries[i] =
			(struct entry){ head_of(name), name, &header->fields[i] };
	}
	if (index->count)
		qsort(index->entries, index->count, sizeof(*index->entries),
			compare_entries);
	return index;
}

void field_index_restart(struct field_index *index)
{
	for (size_t i = 0; i < index->count; i++)
		index->picked[i] = 0;
}

static bool is_same_name(const struct entry *a, const struct entry *b)
{
	return compare_names(a->head, a->name, b->head, b->name) == 0;
}

/* The first entry whose name is not before `wanted`. */
static size_t first_of(const struct field_index *index, const struct entry *wanted)
{
	size_t low = 0, high = index->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct entry *e = &index->entries[middle];
		if (compare_names(e->head, e->name, wanted->head, wanted->name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct header_field *field_index_pick(
	struct field_index *index, struct span name, const struct header_field *but)
{
	struct entry wanted = { head_of(name), name, NULL };
	size_t first = first_of(index, &wanted);
	while (first < index->count) {
		size_t at = first + index->picked[first];
		if (at >= index->count || !is_same_name(&index->entries[at], &wanted))
			return NULL;
		index->picked[first]++;
		if (index->entries[at].field != but)
			return index->entries[at].field;
	}
	return NULL;
}

struct span *field_index_left(struct arena *a, const struct field_index *index,
	const struct header_field *but, size_t *count_r)
{
	struct span *left = NULL;
	size_t capacity = 0;
	*count_r = 0;
	for (size_t first = 0, next; first < index->count; first = next) {
		const struct entry *e = &index->entries[first];
		bool own = false;
		for (next = first;
			next < index->count && is_same_name(e, e + (next - first));
			next++)
			own |= index->entries[next].field == but;
		if (own || !index->picked[first] || index->picked[first] == next - first)
			continue;
		left = arena_grow(a, left, *count_r, &capacity, sizeof(*left));
		left[(*count_r)++] = e->name;
	}
	return left;
}

static void take(void *state, struct span bytes)
{
	digest_add(state, bytes);
}

struct canon_sink *canon_sink_create(struct arena *a, struct digest *digest)
{
	struct canon_sink *sink = arena_new(a, struct canon_sink);
	sink->take = take;
	sink->state = digest;
	return sink;
}

void sig_hash_header(struct arena *a, const struct sig *sig, struct field_index *index,
	unsigned char out[DIGEST_BYTES_MAX])
{
	struct digest *digest = digest_create(a, DIGEST_SHA256);
	struct canon_sink *sink = canon_sink_create(a, digest);
	struct span rest = sig->names;
	field_index_restart(index);
	while (rest.p) {
		const struct header_field *f =
			field_index_pick(index, sig_next_name(&rest), sig->field);
		if (f)
			canon_field(sink, sig->canon, f, (struct span){ NULL, 0 }, true);
	}
	canon_field(sink, sig->canon, sig->field, sig->hole, false);
	canon_flush(sink);
	digest_end(digest, out);
}
