/* The dictionary of accounts (names.h). A look-up on disk is an interpolating search in
 * each run, because hashes are spread evenly; an import keeps all names that it has seen in
 * one open table, so that each is searched on disk once. */
#include "ledger/names.h"

#include <string.h>

#include "base/hash.h"
#include "base/must.h"
#include "base/num.h"
#include "ledger/sort.h"

enum { UNIT = 4, SLOTS_FIRST = 1 << 16 };

/* ---- names as they are stored */

static bool is_evm(struct span text, unsigned char *out)
{
	return text.n == 42 && text.p[0] == '0' && ascii_lower(text.p[1]) == 'x' &&
	       num_hex_bytes(span_skip(text, 2), out, 20);
}

unsigned name_store(struct span text, unsigned char *out)
{
	if (is_evm(text, out + 2)) {
		out[0] = NAME_EVM;
		out[1] = 20;
		return 22;
	}
	if (text.n == 0 || text.n > NAME_BYTES_MAX)
		return 0;
	unsigned bad = 0;
	for (size_t i = 0; i < text.n; i++) {
		bad |= text.p[i] < ' ' || text.p[i] == 0x7F;
		out[2 + i] = text.p[i];
	}
	out[0] = NAME_TEXT;
	out[1] = (unsigned char)text.n;
	return bad ? 0 : 2 + (unsigned)text.n;
}

bool name_read(struct span text, struct name *name_r)
{
	name_r->n = name_store(text, name_r->bytes);
	return name_r->n > 0;
}

struct span name_text(struct arena *a, struct span stored)
{
	struct span bytes = span_skip(stored, 2);
	if (stored.n < 2 || stored.p[0] != NAME_EVM)
		return bytes;
	static const char digits[] = "0123456789abcdef";
	unsigned char *text = arena_alloc(a, 2 + 2 * bytes.n);
	text[0] = '0';
	text[1] = 'x';
	for (size_t i = 0; i < bytes.n; i++) {
		text[2 + 2 * i] = (unsigned char)digits[bytes.p[i] >> 4];
		text[3 + 2 * i] = (unsigned char)digits[bytes.p[i] & 15];
	}
	return span_of(text, 2 + 2 * bytes.n);
}

static size_t padded(size_t n)
{
	return (n + UNIT - 1) / UNIT * UNIT;
}

/* The name that stands at a unit; empty where it would leave the bytes. */
static struct span stored_at(struct span bytes, uint64_t unit)
{
	struct span s = span_skip(bytes, unit < SIZE_MAX / UNIT ? unit * UNIT : SIZE_MAX);
	size_t n = s.n >= 2 ? 2u + s.p[1] : 0;
	return n <= s.n ? span_take(s, n) : SPAN("");
}

/* ---- on disk */

uint64_t name_hash(const struct names *names, struct span stored)
{
	return hash_bytes(stored, names->key);
}

struct span names_get(const struct names *names, uint32_t number)
{
	const uint32_t *at = (const void *)names->at.p;
	return number < names->count ? stored_at(names->bytes, at[number]) : SPAN("");
}

/* The first entry whose hash is not below `half`. */
static uint32_t run_search(const struct name_run *run, uint32_t half)
{
	const uint64_t *entries = (const void *)run->map.p;
	uint64_t low = 0, high = run->count, low_half = 0, high_half = 1ull << 32;
	while (low < high) {
		uint64_t guess = low + (half - low_half) * (high - low) /
					       (high_half - low_half + 1);
		if (guess >= high)
			guess = high - 1;
		uint32_t there = (uint32_t)(entries[guess] >> 32);
		if (there < half) {
			low = guess + 1;
			low_half = there;
		} else {
			high = guess;
			high_half = there;
		}
		if (low_half > half || high_half < half) /* damaged: not sorted */
			break;
	}
	return (uint32_t)low;
}

uint32_t names_find(const struct names *names, struct span stored, uint64_t hash)
{
	uint32_t half = (uint32_t)(hash >> 32);
	for (unsigned i = 0; i < names->run_count; i++) {
		const struct name_run *run = &names->runs[i];
		const uint64_t *entries = (const void *)run->map.p;
		for (uint32_t at = run_search(run, half);
			at < run->count && entries[at] >> 32 == half; at++)
			if (span_equal(names_get(names, (uint32_t)entries[at]), stored))
				return (uint32_t)entries[at];
	}
	return LEDGER_NONE;
}

/* ---- while importing */

void name_adder_init(struct name_adder *adder, const struct names *old)
{
	*adder = (struct name_adder){ .old = old, .slots = SLOTS_FIRST };
	big_grow(&adder->table, SLOTS_FIRST * sizeof(uint64_t));
}

void name_adder_finish(struct name_adder *adder)
{
	big_free(&adder->table);
	big_free(&adder->bytes);
	big_free(&adder->at);
}

struct span name_adder_get(const struct name_adder *adder, uint32_t number)
{
	if (number < adder->old->count)
		return names_get(adder->old, number);
	const uint32_t *at = adder->at.p;
	number -= adder->old->count;
	if (number >= adder->count)
		return SPAN("");
	size_t before = padded(adder->old->bytes.n);
	return stored_at(
		span_of(adder->bytes.p, adder->byte_count), at[number] - before / UNIT);
}

/* Slots are found by the hash's lower part; its upper half tells most others apart. */
static void grow_table(struct name_adder *adder)
{
	struct big old = adder->table;
	const uint64_t *from = old.p;
	uint64_t slots = adder->slots * 2;
	adder->table = (struct big){ NULL, 0 };
	big_grow(&adder->table, slots * sizeof(uint64_t));
	uint64_t *to = adder->table.p;
	for (uint64_t i = 0; i < adder->slots; i++) {
		if (!from[i])
			continue;
		struct span stored = name_adder_get(adder, (uint32_t)from[i] - 1);
		uint64_t slot = name_hash(adder->old, stored) & (slots - 1);
		while (to[slot])
			slot = (slot + 1) & (slots - 1);
		to[slot] = from[i];
	}
	adder->slots = slots;
	big_free(&old);
}

static uint32_t add_new(struct name_adder *adder, struct span stored)
{
	uint64_t unit = padded(adder->old->bytes.n) / UNIT + adder->byte_count / UNIT;
	uint64_t number = (uint64_t)adder->old->count + adder->count;
	if (unit >= UINT32_MAX || number >= LEDGER_NONE - 1)
		return LEDGER_NONE;
	big_room(&adder->bytes, adder->byte_count + padded(stored.n), 1);
	big_room(&adder->at, adder->count + 1ull, sizeof(uint32_t));
	memcpy((unsigned char *)adder->bytes.p + adder->byte_count, stored.p, stored.n);
	((uint32_t *)adder->at.p)[adder->count++] = (uint32_t)unit;
	adder->byte_count += padded(stored.n);
	return (uint32_t)number;
}

/* Whether the name of that number is this one; its length stands in its bytes, so no more of
 * them than `stored` has are compared. */
static bool is_name(const struct name_adder *adder, uint32_t number, struct span stored)
{
	if (number < adder->old->count)
		return span_equal(names_get(adder->old, number), stored);
	uint64_t before = padded(adder->old->bytes.n) / UNIT;
	uint64_t at =
		(((const uint32_t *)adder->at.p)[number - adder->old->count] - before) *
		UNIT;
	return at + stored.n <= adder->byte_count &&
	       memcmp((const unsigned char *)adder->bytes.p + at, stored.p, stored.n) ==
		       0;
}

uint32_t name_adder_take(struct name_adder *adder, struct span stored, uint64_t hash)
{
	uint64_t *table = adder->table.p, half = hash >> 32 << 32;
	uint64_t slot = hash & (adder->slots - 1);
	for (; table[slot]; slot = (slot + 1) & (adder->slots - 1))
		if ((table[slot] >> 32 << 32) == half &&
			is_name(adder, (uint32_t)table[slot] - 1, stored))
			return (uint32_t)table[slot] - 1;
	uint32_t number = names_find(adder->old, stored, hash);
	if (number == LEDGER_NONE)
		number = add_new(adder, stored);
	if (number == LEDGER_NONE)
		return number;
	table[slot] = half | (number + 1);
	if (++adder->used * 2 > adder->slots)
		grow_table(adder);
	return number;
}

/* Where the bytes of a new name stand, or NULL. */
static const void *expected_bytes(const struct name_adder *adder, uint32_t number)
{
	const uint32_t *at = adder->at.p;
	if (number < adder->old->count)
		return NULL;
	size_t before = padded(adder->old->bytes.n) / UNIT;
	return (const unsigned char *)adder->bytes.p +
	       (at[number - adder->old->count] - before) * UNIT;
}

void name_adder_take_many(struct name_adder *adder, const struct name_wanted *wanted,
	size_t count, uint32_t *numbers_r)
{
	const uint64_t *table = adder->table.p;
	const uint32_t *at = adder->at.p;
	must(count <= NAMES_AT_ONCE);
	for (size_t i = 0; i < count; i++) {
		uint64_t entry = table[wanted[i].hash & (adder->slots - 1)];
		uint32_t number = (uint32_t)entry - 1;
		bool there = entry >> 32 == wanted[i].hash >> 32 &&
			     number >= adder->old->count &&
			     number - adder->old->count < adder->count;
		numbers_r[i] = there ? number : LEDGER_NONE;
		if (there)
			__builtin_prefetch(&at[number - adder->old->count]);
	}
	for (size_t i = 0; i < count; i++)
		if (numbers_r[i] != LEDGER_NONE)
			__builtin_prefetch(expected_bytes(adder, numbers_r[i]));
	for (size_t i = 0; i < count; i++)
		numbers_r[i] = name_adder_take(adder, wanted[i].stored, wanted[i].hash);
}

struct span name_adder_run(struct name_adder *adder, struct big *room)
{
	size_t bytes = adder->count * sizeof(uint64_t);
	big_grow(room, 2 * bytes + 1);
	uint64_t *entries = room->p;
	for (uint32_t i = 0; i < adder->count; i++) {
		uint32_t number = adder->old->count + i;
		uint64_t hash = name_hash(adder->old, name_adder_get(adder, number));
		entries[i] = hash >> 32 << 32 | number;
	}
	sort_by_upper_half(entries, entries + adder->count, adder->count);
	return span_of(entries, bytes);
}
