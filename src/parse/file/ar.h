#ifndef ASSAY_PARSE_FILE_AR_H
#define ASSAY_PARSE_FILE_AR_H

#include <stdint.h>

#include "base/span.h"
#include "parse/got.h"

/* Archives of ar(5), as they are in Debian packages and libraries, member by member. */

struct ar_entry {
	struct span name, bytes; /* in the archive */
	uint64_t size;
	uint64_t offset; /* of the header */
	int64_t date_s;
	bool is_table; /* of symbols or of names: no file */
};

struct ar {
	struct span bytes;
	size_t at;
	struct span names; /* GNU's table of long ones */
	enum got got;	   /* behind the last */
};

struct ar ar_open(struct span bytes);
/* False behind the last. */
bool ar_next(struct ar *ar, struct ar_entry *e_r);

#endif
