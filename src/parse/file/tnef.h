#ifndef ASSAY_PARSE_FILE_TNEF_H
#define ASSAY_PARSE_FILE_TNEF_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

struct tnef_file {
	struct span
		name; /* the long one where there is one; as written (8 bit) or UTF-8 */
	struct span bytes; /* within the input */
	uint64_t offset;
};

struct tnef {
	struct tnef_file *files;
	size_t count;
	struct span body; /* plain text, or empty */
	bool has_more; /* a text in RTF or an embedded letter, which is not unpacked here */
};

/* GOT_NONE: no such stream. GOT_SOME: it breaks off or a length leads out of it. */
enum got tnef_read(
	struct arena *a, struct span bytes, size_t files_max, struct tnef *tnef_r);

#endif
