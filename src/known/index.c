/* Keys of addresses to rows: open addressing, at most half full, over a keyed hash so that
 * whoever writes a list cannot make it slow (base/hash.h). */
#include "known/index.h"

#include "base/hash.h"
#include "base/must.h"

/* Lists are few and their readers trusted: one key for all programs keeps output the same. */
static const uint64_t index_key = 0x6173736179306b6e;

void known_index_init(struct known_index *x, struct arena *a, size_t rows)
{
	size_t slots = 16;
	while (slots < rows * 2)
		slots *= 2;
	*x = (struct known_index){ .arena = a, .mask = slots - 1, .capacity = rows };
	x->slots = arena_array(a, slots, sizeof(*x->slots));
	x->entries = arena_array(a, rows ? rows : 1, sizeof(*x->entries));
	for (size_t i = 0; i < slots; i++)
		x->slots[i] = KNOWN_END;
}

static size_t slot_of(const struct known_index *x, struct span key)
{
	size_t i = hash_bytes(key, index_key) & x->mask;
	while (x->slots[i] != KNOWN_END && !span_equal(x->entries[x->slots[i]].key, key))
		i = (i + 1) & x->mask;
	return i;
}

static void add(struct known_index *x, const struct known_key *key,
	const struct known_list *list, struct known_row *row)
{
	must(x->count < x->capacity);
	uint32_t at = (uint32_t)x->count++;
	struct known_entry *e = &x->entries[at];
	struct span text = span_of(key->bytes, key->count);
	size_t slot = slot_of(x, text);
	*e = (struct known_entry){
		.list = list, .row = row, .next = KNOWN_END, .last = at
	};
	if (x->slots[slot] == KNOWN_END) {
		e->key = arena_copy(x->arena, text);
		x->slots[slot] = at;
		return;
	}
	struct known_entry *first = &x->entries[x->slots[slot]];
	e->key = first->key;
	x->entries[first->last].next = at;
	first->last = at;
}

void known_index_add(
	struct known_index *x, const struct known_list *list, struct known_row *row)
{
	struct known_key key;
	if (known_key(row->address, &key) || known_key_loose(row->address, &key))
		add(x, &key, list, row);
}

void known_index_add_loose(
	struct known_index *x, const struct known_list *list, struct known_row *row)
{
	struct known_key key;
	if (known_key_loose(row->address, &key))
		add(x, &key, list, row);
}

uint32_t known_index_find(const struct known_index *x, const struct known_key *key)
{
	return x->slots[slot_of(x, span_of(key->bytes, key->count))];
}
