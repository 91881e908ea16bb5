#ifndef ASSAY_PARSE_CSV_H
#define ASSAY_PARSE_CSV_H

#include "base/text.h"

enum { CSV_FIELDS_MAX = 128 };

struct csv_record {
	struct span field[CSV_FIELDS_MAX];
	unsigned count;
	unsigned lines; /* that it spans */
	struct span text;
	bool broken; /* a quote that does not end, or more fields than allowed */
};

/* The next record (RFC 4180): fields between `separator`s, quoted ones with their quotes
 * undone, in `a` where one stands within. False at the end; empty lines are passed over, and
 * counted in `lines`. */
bool csv_next(struct arena *a, struct span *rest, unsigned char separator,
	struct csv_record *record_r);

/* Which byte separates the fields of a first line: comma, semicolon, tab or bar. */
unsigned char csv_separator(struct span line);

/* One field, in quotes where it would not be read again as it is: it holds the comma, a quote
 * or a control character, begins with "#", or begins or ends with a space. */
void csv_add_field(struct text *t, struct span field);

#endif
