#ifndef ASSAY_PARSE_HEADER_H
#define ASSAY_PARSE_HEADER_H

#include "base/arena.h"
#include "parse/got.h"
#include "parse/lines.h"

/* The header section of a letter or a MIME part (RFC 5322 section 2.2), byte for byte, as
 * DKIM needs it. Line ends may be CRLF, LF or a lone CR, mixed. */

struct header_field {
	struct span
		raw; /* name, colon, value, folds and the final line end, as they stand */
	struct span name;  /* without white space before the colon */
	struct span value; /* all behind the colon up to the final line end, folds kept */
};

struct header {
	struct header_field *fields; /* in the order they stand */
	size_t count;
	struct span bytes;    /* the section, without the empty line */
	struct span envelope; /* an mbox "From " line at the top, or empty */
	size_t stray_lines;   /* lines that are no field: skipped */
	bool cut;	      /* over a limit: there may be more fields */
};

struct header_limits {
	size_t fields_max, bytes_max;
};

/* Reads fields up to the first empty line. `*body_r` is what stands behind that line;
 * empty, with a NULL pointer, when there is no such line. A line that is no field and no
 * fold is counted in stray_lines and makes GOT_SOME, except that a first such line
 * directly behind the header (no empty line) is where the body starts when it begins with
 * "--" (a boundary). */
enum got header_parse(struct arena *a, struct span bytes,
	const struct header_limits *limits, struct header *header_r, struct span *body_r);

/* Where the header of a part ends though no empty line does: tells whether `line`, which
 * begins with "--", is a boundary that is open. */
struct header_stop {
	bool (*at)(void *state, struct span line);
	void *state;
};

/* As header_parse(), for a part within a letter: takes its lines off `lines`, which then
 * stands where the body does. Any line that `stop` names (may be NULL) begins the body. */
enum got header_parse_part(struct arena *a, struct lines *lines,
	const struct header_limits *limits, const struct header_stop *stop,
	struct header *header_r, struct span *body_r);

/* The `nth` field of that name (0 is the topmost), ASCII letters folded, or NULL. */
const struct header_field *header_find(
	const struct header *h, const char *name, size_t nth);
size_t header_count(const struct header *h, const char *name);

/* The value unfolded (RFC 5322 section 2.2.3) and trimmed; a copy only where it must be. */
struct span header_unfold(struct arena *a, struct span value);

#endif
