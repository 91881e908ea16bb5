#ifndef ASSAY_KNOWN_LIST_H
#define ASSAY_KNOWN_LIST_H

#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

/* One list of what is known: of addresses, with whose word it is, how far that is to be
 * believed, and since when each stood on it. The form on disk is docs/known.md's. */

/* What standing on the list means. These are three things, and stay three. */
enum known_kind {
	KNOWN_LISTED, /* on a sanctions list: a matter of law */
	KNOWN_STATED, /* an authority said that stolen money was there */
	KNOWN_LABEL,  /* somebody's label: a service, a suspicion, a name */
	KNOWN_KINDS
};

#define KNOWN_ALWAYS INT64_MAX /* `to_s` of what still stands there */

struct known_row {
	struct span address, asset, name, program, reference, note;
	int64_t from_s; /* the first day on which it is known to stand there */
	int64_t to_s;	/* the first on which it is known not to: midnights, Unix time */
};

struct known_list {
	struct span id;			/* "ofac": the name of its file */
	struct span source, url, grade; /* the grade as of intelligence: A1 to F6 */
	enum known_kind kind;
	int64_t since_s; /* of days before, the list knows nothing */
	int64_t date_s;	 /* its own date: of days behind, it knows nothing new */
	struct known_row *rows;
	size_t count, capacity;
};

/* Reads the form on disk; the list points into `text` and `a`. 0; -EBADMSG and a sentence
 * with the line. */
int known_list_read(struct arena *a, struct span id, struct span text,
	struct known_list *list_r, struct err *err_r);
void known_list_write(struct text *t, const struct known_list *list);
struct known_row *known_list_add(struct arena *a, struct known_list *list);

/* What an address stands under: the same for all spellings of one address, and with
 * `loose` as well for those that lost the case of their letters. Into `key_r`, of
 * KNOWN_KEY_MAX bytes. False: there is no such key. */
enum { KNOWN_KEY_MAX = 256 };
struct known_key {
	unsigned char bytes[KNOWN_KEY_MAX];
	size_t count;
};
bool known_key(struct span address, struct known_key *key_r);
bool known_key_loose(struct span address, struct known_key *key_r);

/* Makes one list of what it was and what it is now, on `now`'s date: what is not in `now`
 * has left it, what is new in it came then. Dates that `now` tells itself are believed.
 * -ESTALE where `now` is the older one. */
struct known_change {
	size_t came, left, stayed;
};
int known_list_merge(struct arena *a, const struct known_list *old,
	const struct known_list *now, struct known_list *list_r,
	struct known_change *change_r, struct err *err_r);

/* Rows of which the asset begins with "name/" are names of people, firms, ships and aircraft, and
 * stand in their place for an address. A list is all of the one or of the other. */
bool known_is_name(const struct known_row *row);
bool known_is_of_names(const struct known_list *list);

/* "listed", "stated", "label": literals. */
const char *known_kind_name(enum known_kind kind);
bool known_kind_of(struct span name, enum known_kind *kind_r);

#endif
