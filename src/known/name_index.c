/* Names by the three letters that stand in them (name_index.h). */
#include "known/name_index.h"

#include <math.h>
#include <stdlib.h>

enum {
	LETTERS = 37, /* a to z, 0 to 9, and what is neither */
	GRAMS = LETTERS * LETTERS * LETTERS,
	GRAMS_MAX = 256, /* of one name */
};

#define LIKELY 0.5

struct entry {
	const struct known_list *list;
	const struct known_row *row;
	struct name name;
};

struct name_index {
	struct arena *arena;
	const struct name_table *table;
	struct name_model model;
	struct entry *entries;
	size_t count;
	uint32_t *first; /* of each gram: its first place in `places`; one more behind */
	uint32_t *places;
	float *shared; /* of each entry, while one name is looked for */
	uint32_t *touched;
};

/* ---- grams */

static unsigned letter(unsigned char c)
{
	if (c >= 'a' && c <= 'z')
		return (unsigned)(c - 'a');
	return c >= '0' && c <= '9' ? (unsigned)(c - '0') + 26 : 36;
}

static int compare_grams(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return x < y ? -1 : x > y;
}

/* Each once, in order: of all words with their edges, and of the whole without spaces. */
static size_t grams_of(const struct name *n, uint32_t grams_r[GRAMS_MAX])
{
	size_t count = 0, kept = 0;
	for (size_t w = 0; w < n->count; w++) {
		struct span s = n->words[w].text;
		for (size_t i = 0; i < s.n && count < GRAMS_MAX; i++) {
			unsigned before = i ? letter(s.p[i - 1]) : 36;
			unsigned behind = i + 1 < s.n ? letter(s.p[i + 1]) : 36;
			grams_r[count++] =
				(before * LETTERS + letter(s.p[i])) * LETTERS + behind;
		}
	}
	qsort(grams_r, count, sizeof(*grams_r), compare_grams);
	for (size_t i = 0; i < count; i++)
		if (!kept || grams_r[i] != grams_r[kept - 1])
			grams_r[kept++] = grams_r[i];
	return kept;
}

/* ---- building */

static void add_entries(struct name_index *x, const struct known *known)
{
	size_t capacity = 0;
	for (size_t i = 0; i < known_list_count(known); i++) {
		const struct known_list *list = known_list_at(known, i);
		for (size_t k = 0; k < list->count; k++) {
			const struct known_row *row = &list->rows[k];
			if (!known_is_name(row))
				continue;
			x->entries = arena_grow(x->arena, x->entries, x->count, &capacity,
				sizeof(*x->entries));
			struct entry *e = &x->entries[x->count++];
			e->list = list;
			e->row = row;
			name_parse(x->arena, x->table, row->address,
				!span_equal(row->asset, SPAN("name/person")), &e->name);
		}
	}
}

static void add_places(struct name_index *x)
{
	uint32_t grams[GRAMS_MAX];
	uint32_t *next = arena_array(x->arena, GRAMS + 1, sizeof(*next));
	x->first = arena_array(x->arena, GRAMS + 1, sizeof(*x->first));
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < x->count; i++) {
			size_t count = grams_of(&x->entries[i].name, grams);
			for (size_t g = 0; g < count; g++)
				if (pass)
					x->places[next[grams[g]]++] = (uint32_t)i;
				else
					x->first[grams[g] + 1]++;
		}
		for (size_t g = 0; !pass && g < GRAMS; g++)
			x->first[g + 1] += x->first[g];
		if (!pass) {
			memcpy(next, x->first, (GRAMS + 1) * sizeof(*next));
			x->places = arena_array(
				x->arena, x->first[GRAMS] + 1, sizeof(*x->places));
		}
	}
}

struct name_index *name_index_create(
	struct arena *a, const struct known *known, const struct name_model *model)
{
	struct name_index *x = arena_new(a, struct name_index);
	x->arena = a;
	x->table = name_table_create(a);
	x->model = *model;
	add_entries(x, known);
	add_places(x);
	x->shared = arena_array(a, x->count + 1, sizeof(*x->shared));
	x->touched = arena_array(a, x->count + 1, sizeof(*x->touched));
	return x;
}

size_t name_index_count(const struct name_index *x)
{
	return x->count;
}

/* ---- finding */

/* Adds up how much of a name's grams each entry shares, the rare ones more; returns how many
 * entries share any. */
static size_t share(struct name_index *x, const struct name *name, size_t touched)
{
	uint32_t grams[GRAMS_MAX];
	size_t count = grams_of(name, grams);
	for (size_t g = 0; g < count; g++) {
		uint32_t from = x->first[grams[g]], to = x->first[grams[g] + 1];
		float rare = logf((float)(x->count + 1) / (float)(to - from + 1));
		for (uint32_t i = from; i < to; i++) {
			uint32_t entry = x->places[i];
			if (x->shared[entry] <= 0)
				x->touched[touched++] = entry;
			x->shared[entry] += rare > 0.01f ? rare : 0.01f;
		}
	}
	return touched;
}

struct choice {
	float shared;
	uint32_t entry;
};

static int compare_choices(const void *a, const void *b)
{
	const struct choice *x = a, *y = b;
	if (x->shared < y->shared || x->shared > y->shared)
		return x->shared > y->shared ? -1 : 1;
	return x->entry < y->entry ? -1 : x->entry > y->entry;
}

/* The entries to compare with, in `a`. */
static struct choice *choose(struct name_index *x, struct arena *a,
	const struct name asked[2], bool all, size_t *count_r)
{
	size_t touched = share(x, &asked[0], 0);
	touched = share(x, &asked[1], touched);
	size_t count = all ? x->count : touched;
	struct choice *choices = arena_array(a, count + 1, sizeof(*choices));
	for (size_t i = 0; i < count; i++) {
		uint32_t entry = all ? (uint32_t)i : x->touched[i];
		choices[i] = (struct choice){ x->shared[entry], entry };
	}
	for (size_t i = 0; i < touched; i++)
		x->shared[x->touched[i]] = 0;
	if (count)
		qsort(choices, count, sizeof(*choices), compare_choices);
	*count_r = all || count < NAME_COMPARED_MAX ? count : NAME_COMPARED_MAX;
	return choices;
}

static bool is_of_one(const struct name_hit *h, const struct known_list *list,
	const struct known_row *row)
{
	return h->list == list && span_equal(h->row->reference, row->reference) &&
	       span_equal(h->row->name, row->name);
}

/* Keeps the likest, each listed one once. */
static size_t keep(struct name_hit *hits, size_t count, const struct name_hit *hit)
{
	size_t at = 0;
	for (size_t i = 0; i < count; i++)
		if (is_of_one(&hits[i], hit->list, hit->row)) {
			if (hits[i].match.probability >= hit->match.probability)
				return count;
			memmove(&hits[i], &hits[i + 1], (count - i - 1) * sizeof(*hits));
			count--;
			break;
		}
	while (at < count && hits[at].match.probability >= hit->match.probability)
		at++;
	if (at == NAME_HITS_MAX)
		return count;
	size_t kept = count < NAME_HITS_MAX ? count : NAME_HITS_MAX - 1;
	memmove(&hits[at + 1], &hits[at], (kept - at) * sizeof(*hits));
	hits[at] = *hit;
	return kept + 1;
}

size_t name_index_find(struct name_index *x, struct arena *a, struct span name,
	int64_t day_s, bool all, struct name_hit *hits_r)
{
	struct name asked[2];
	size_t count = 0, chosen;
	name_parse(a, x->table, name, false, &asked[0]);
	name_parse(a, x->table, name, true, &asked[1]);
	struct choice *choices = choose(x, a, asked, all, &chosen);
	struct name_hit *hit = arena_new(a, struct name_hit);
	for (size_t i = 0; i < chosen; i++) {
		const struct entry *e = &x->entries[choices[i].entry];
		hit->list = e->list;
		hit->row = e->row;
		const struct name *own = &asked[e->name.organization];
		name_compare(own, &e->name, &x->model, &hit->match);
		if (hit->match.probability < LIKELY)
			continue;
		hit->asked = *own;
		hit->listed = e->name;
		hit->state = known_state_on(e->list, e->row, day_s);
		count = keep(hits_r, count, hit);
	}
	return count;
}
