/* What the lists say of an address on a day (known.h). Everything is read at the start: lists
 * of a hundred thousand rows take tenths of a second, and a look-up then no system call. */
#include "known/known.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "known/folder.h"
#include "known/index.h"

enum { DAY_S = 86400 };

struct known {
	struct arena *arena;
	struct known_list *lists;
	size_t count, capacity;
	struct known_index index;
};

static const char *const state_names[KNOWN_STATES] = {
	[KNOWN_NOW] = "now",
	[KNOWN_ONCE] = "once",
	[KNOWN_UNTOLD] = "untold",
	[KNOWN_LATER] = "later",
};

const char *known_state_name(enum known_state state)
{
	return state_names[state];
}

struct known *known_create(struct arena *a)
{
	struct known *k = arena_new(a, struct known);
	k->arena = a;
	return k;
}

size_t known_list_count(const struct known *k)
{
	return k->count;
}

const struct known_list *known_list_at(const struct known *k, size_t i)
{
	return &k->lists[i];
}

const struct known_list *known_list_named(const struct known *k, struct span id)
{
	for (size_t i = 0; i < k->count; i++)
		if (span_equal(k->lists[i].id, id))
			return &k->lists[i];
	return NULL;
}

/* --- loading --- */

static int add_text(struct known *k, struct span id, struct span text, struct err *err_r)
{
	struct known_list list;
	int r = known_list_read(k->arena, id, text, &list, err_r);
	if (r < 0)
		return r;
	k->lists =
		arena_grow(k->arena, k->lists, k->count, &k->capacity, sizeof(*k->lists));
	k->lists[k->count++] = list;
	return 0;
}

static bool is_list(struct span name)
{
	return name.n > 4 && name.p[0] != '.' &&
	       span_equal(span_skip(name, name.n - 4), SPAN(".csv"));
}

static int by_name(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* The names of its lists, in order, so that answers do not depend on the disk's. */
static const char **names_in(struct arena *a, DIR *folder, size_t *count_r)
{
	const char **names = NULL;
	size_t capacity = 0;
	for (const struct dirent *d; (d = readdir(folder));) {
		struct span name = span_from_cstr(d->d_name);
		if (!is_list(name))
			continue;
		names = arena_grow(a, names, *count_r, &capacity, sizeof(*names));
		names[(*count_r)++] = arena_cstr(a, name);
	}
	if (*count_r)
		qsort(names, *count_r, sizeof(*names), by_name);
	return names;
}

static int load_folder(struct known *k, DIR *folder, struct err *err_r)
{
	size_t count = 0;
	const char **names = names_in(k->arena, folder, &count);
	int r = 0;
	for (size_t i = 0; r == 0 && i < count; i++) {
		struct span text, name = span_from_cstr(names[i]);
		r = known_read_file(k->arena, dirfd(folder), names[i], &text, err_r);
		r = r < 0 ? r : add_text(k, span_take(name, name.n - 4), text, err_r);
	}
	return r;
}

int known_load(struct known *k, const char *path, struct err *err_r)
{
	DIR *folder = opendir(path);
	if (!folder)
		return errno == ENOENT
			       ? 0
			       : err_set(err_r, errno, "%s: %s", path, strerror(errno));
	int r = load_folder(k, folder, err_r);
	closedir(folder);
	return r;
}

static void load_shipped(struct known *k)
{
	struct err err;
	for (size_t i = 0; i < known_shipped_count; i++) {
		const struct known_shipped *s = &known_shipped[i];
		struct span id = span_from_cstr(s->id);
		if (!known_list_named(k, id))
			add_text(k, id, span_of(s->text, s->count), &err);
	}
}

void known_seal(struct known *k)
{
	size_t rows = 0;
	load_shipped(k);
	for (size_t i = 0; i < k->count; i++)
		rows += k->lists[i].count;
	known_index_init(&k->index, k->arena, rows);
	for (size_t i = 0; i < k->count; i++)
		for (size_t j = 0; j < k->lists[i].count; j++)
			known_index_add(&k->index, &k->lists[i], &k->lists[i].rows[j]);
}

/* --- asking --- */

enum known_state known_state_on(
	const struct known_list *list, const struct known_row *row, int64_t day_s)
{
	if (day_s < row->from_s)
		return row->from_s <= list->since_s ? KNOWN_UNTOLD : KNOWN_LATER;
	return day_s < row->to_s ? KNOWN_NOW : KNOWN_ONCE;
}

/* Labels behind all that authorities say, of whatever day: however many somebody makes, they
 * crowd nothing out. */
static unsigned rank(const struct known_fact *f)
{
	unsigned state = (unsigned)f->state * KNOWN_KINDS + (unsigned)f->list->kind;
	return f->list->kind == KNOWN_LABEL ? KNOWN_STATES * KNOWN_KINDS + state : state;
}

static size_t insert(struct known_fact *facts, size_t count, struct known_fact fact)
{
	size_t at = count < KNOWN_FACTS_MAX ? count : KNOWN_FACTS_MAX;
	while (at && rank(&fact) < rank(&facts[at - 1]))
		at--;
	if (at == KNOWN_FACTS_MAX)
		return count;
	size_t kept = count < KNOWN_FACTS_MAX ? count : KNOWN_FACTS_MAX - 1;
	memmove(&facts[at + 1], &facts[at], (kept - at) * sizeof(*facts));
	facts[at] = fact;
	return kept + 1;
}

static size_t collect(const struct known *k, const struct known_key *key, int64_t day_s,
	bool case_lost, struct known_fact *facts, size_t count)
{
	for (uint32_t i = known_index_find(&k->index, key); i != KNOWN_END;
		i = k->index.entries[i].next) {
		const struct known_entry *e = &k->index.entries[i];
		count = insert(facts, count,
			(struct known_fact){ .list = e->list,
				.row = e->row,
				.state = known_state_on(e->list, e->row, day_s),
				.case_lost = case_lost });
	}
	return count;
}

size_t known_find(const struct known *k, struct span address, int64_t day_s,
	struct known_fact *facts_r)
{
	struct known_key key;
	size_t count = 0;
	if (known_key(address, &key))
		count = collect(k, &key, day_s, false, facts_r, count);
	if (known_key_loose(address, &key))
		count = collect(k, &key, day_s, true, facts_r, count);
	/* A form that no checksum proves has no other spelling to have lost. */
	for (size_t i = 0; i < count; i++)
		facts_r[i].case_lost &= !span_equal(facts_r[i].row->address, address);
	return count;
}

bool known_is_out_of_date(const struct known_list *list, int64_t day_s, unsigned max_days)
{
	return list->kind == KNOWN_LISTED &&
	       (day_s < list->since_s ||
		       day_s > list->date_s + (int64_t)max_days * DAY_S);
}
