/* A list that is published again: what came since, what left, and when (list.h).
 *
 * A published list tells who stands on it on its day and nothing of other days. Screening has
 * to know the other days too: what was lawful to pay on one was not on another. So each import
 * leaves its date behind. */
#include <errno.h>

#include "known/index.h"

/* Of the rows under a key the one that still stands, else any; NULL: there is none. */
static struct known_row *row_under(
	const struct known_index *x, const struct known_key *key)
{
	struct known_row *row = NULL;
	for (uint32_t i = known_index_find(x, key); i != KNOWN_END;
		i = x->entries[i].next)
		if (!row || x->entries[i].row->to_s == KNOWN_ALWAYS)
			row = x->entries[i].row;
	return row;
}

/* One list, by key and by the key without case: copies lose the case of base58, and what one
 * lost is the same row as what another kept. */
struct keyed {
	struct known_index exact, loose;
};

static void key_list(struct keyed *k, struct arena *a, const struct known_list *list)
{
	known_index_init(&k->exact, a, list->count);
	known_index_init(&k->loose, a, list->count);
	for (size_t i = 0; i < list->count; i++) {
		known_index_add(&k->exact, list, &list->rows[i]);
		known_index_add_loose(&k->loose, list, &list->rows[i]);
	}
}

static struct known_row *row_in(const struct keyed *k, struct span address)
{
	struct known_key key;
	struct known_row *row =
		known_key(address, &key) ? row_under(&k->exact, &key) : NULL;
	return row || !known_key_loose(address, &key) ? row : row_under(&k->loose, &key);
}

/* Rows that stand there now; one that had left and came back has both its times. */
static void take_now(struct arena *a, const struct keyed *before,
	const struct known_row *now, struct known_list *list, struct known_change *change)
{
	const struct known_row *was = row_in(before, now->address);
	struct known_row *row = known_list_add(a, list);
	bool stays = was && was->to_s == KNOWN_ALWAYS;
	struct known_key key;
	*row = *now;
	if (was && !known_key(now->address, &key))
		row->address = was->address; /* the spelling that may have its case */
	if (!now->from_s)
		row->from_s = stays ? was->from_s : list->date_s;
	if (row->to_s != KNOWN_ALWAYS)
		return;
	*(stays ? &change->stayed : &change->came) += 1;
}

static void take_gone(struct arena *a, const struct keyed *now,
	const struct known_row *was, struct known_list *list, struct known_change *change)
{
	const struct known_row *is = row_in(now, was->address);
	if (is && (was->to_s == KNOWN_ALWAYS || is->to_s != KNOWN_ALWAYS))
		return;
	struct known_row *row = known_list_add(a, list);
	*row = *was;
	if (was->to_s == KNOWN_ALWAYS) {
		row->to_s = list->date_s;
		change->left++;
	}
}

int known_list_merge(struct arena *a, const struct known_list *old,
	const struct known_list *now, struct known_list *list_r,
	struct known_change *change_r, struct err *err_r)
{
	struct keyed before, after;
	*list_r = *now;
	list_r->rows = NULL;
	list_r->count = list_r->capacity = 0;
	*change_r = (struct known_change){ 0 };
	if (old && now->date_s < old->date_s)
		return err_set(err_r, ESTALE,
			"the list that is here is newer than this one; nothing was "
			"changed");
	if (!list_r->since_s)
		list_r->since_s = now->date_s;
	if (old && old->since_s < list_r->since_s)
		list_r->since_s = old->since_s;
	const struct known_list none = { 0 };
	old = old ? old : &none;
	key_list(&before, a, old);
	key_list(&after, a, now);
	for (size_t i = 0; i < now->count; i++)
		take_now(a, &before, &now->rows[i], list_r, change_r);
	for (size_t i = 0; i < old->count; i++)
		take_gone(a, &after, &old->rows[i], list_r, change_r);
	return 0;
}
