#ifndef ASSAY_KNOWN_INDEX_H
#define ASSAY_KNOWN_INDEX_H

#include "known/list.h"

/* A table from keys of addresses to rows, several a key, in the order in which they were
 * added. All of it lives in one arena. */
struct known_entry {
	struct span key;
	const struct known_list *list;
	struct known_row *row;
	uint32_t next; /* the next entry of that key, or KNOWN_END */
	uint32_t last; /* of the first entry of a key: the last one */
};

#define KNOWN_END UINT32_MAX

struct known_index {
	struct arena *arena;
	struct known_entry *entries;
	size_t count, capacity;
	uint32_t *slots; /* the first entry of a key, or KNOWN_END */
	size_t mask;
};

/* Room for that many rows: no more may be added. */
void known_index_init(struct known_index *x, struct arena *a, size_t rows);
/* The row under the key of its address, or, without one, under its loose key. */
void known_index_add(
	struct known_index *x, const struct known_list *list, struct known_row *row);
/* The row under its loose key in any case. */
void known_index_add_loose(
	struct known_index *x, const struct known_list *list, struct known_row *row);
/* The first entry of that key, or KNOWN_END. */
uint32_t known_index_find(const struct known_index *x, const struct known_key *key);

#endif
