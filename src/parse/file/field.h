#ifndef ASSAY_PARSE_FILE_FIELD_H
#define ASSAY_PARSE_FILE_FIELD_H

#include <stdint.h>

#include "base/arena.h"

/* Fields of Word that reach out of the document, whichever format wrote them: the reader of
 * a format tells where fields begin, divide and end, and what text stands between. */

enum field_kind {
	FIELD_NONE,
	FIELD_DDE,	 /* asks another program */
	FIELD_HYPERLINK, /* a person clicks it */
	FIELD_TEXT,	 /* takes in another document */
	FIELD_PICTURE,	 /* takes in a picture */
	FIELD_OBJECT,	 /* an object of another program, kept in a file elsewhere */
	FIELD_DATA,	 /* a table of a database */
};

struct field {
	enum field_kind kind;
	bool automatic;	    /* FIELD_OBJECT: fetched anew when the document is opened */
	struct span text;   /* of FIELD_DDE: all of it; a byte of 1 around inner fields */
	struct span target; /* of the others: what it names, unquoted */
	uint64_t offset;    /* as told to fields_begin() */
	struct field *next;
};

/* A run of fields, within each other to any depth: of the innermost 32 all is known. */
struct fields;

/* At most `max` fields are kept. */
struct fields *fields_create(struct arena *a, size_t max);
void fields_begin(struct fields *s, uint64_t offset);
/* Behind it stands what the field came to. */
void fields_separate(struct fields *s);
void fields_end(struct fields *s);
/* Text of UTF-8 at this place. */
void fields_text(struct fields *s, struct span text);
void fields_char(struct fields *s, uint32_t code_point);
/* True within a field. */
bool fields_are_open(const struct fields *s);
/* A whole instruction at once. */
void fields_instruction(struct fields *s, struct span text, uint64_t offset);

/* Ends what is open and gives the fields that reach out, in the order of their ends.
 * `*more_r`: there were more, or longer ones, than is kept. */
const struct field *fields_finish(struct fields *s, bool *more_r);

#endif
