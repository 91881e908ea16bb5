#ifndef ASSAY_IMPORT_RECORD_H
#define ASSAY_IMPORT_RECORD_H

#include "import/source.h"

/* Records with named fields, as tables (a line of column names) and as JSON lines have them, in
 * one shape. A form lists the names that it wants; others are read over. */

enum { RECORD_FIELDS_MAX = 40 };

struct record {
	struct span field[RECORD_FIELDS_MAX]; /* empty: not told, or null */
	uint64_t has;  /* bits of the fields that the source has at all */
	bool broken;   /* no record: quotes or braces that do not end */
	bool is_json;  /* lists are JSON then: "[...]", raw */
	uint64_t line; /* from 1 */
	struct span text;
};

struct record_names {
	const char *const *words; /* for each field: "hash|transaction_hash", any case */
	unsigned count;
};

/* True when `name` is one of "hash|transaction_hash", in any case. */
bool record_is_word_of(const char *words, struct span name);

/* Called for each record; not 0 ends the reading with it. */
typedef int record_take(void *state, const struct record *record, struct err *err_r);
/* Called between blocks of lines, when no record lives any more. */
typedef int record_mark(void *state, struct err *err_r);

/* All records of a source. `scratch` holds what was undone of a block's; `mark`, which may be
 * NULL, resets it. */
int records_read(struct source *source, struct arena *scratch,
	const struct record_names *names, record_take *take, record_mark *mark,
	void *state, struct err *err_r);

/* One object of JSON as a record: its own members; what is nested is given as it stands. */
void record_read_json(struct arena *a, struct span object,
	const struct record_names *names, struct record *record_r);
/* The next object of a list, `j` being json_of() the list, as it stands; false behind the last. */
struct json;
bool record_next_object(struct json *j, struct span *object_r);

/* The fields that the first line tells of, as bits: of a table's head or of a JSON line. */
uint64_t records_taste(
	struct arena *scratch, struct span head, const struct record_names *names);

#endif
