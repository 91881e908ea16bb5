#ifndef ASSAY_PARSE_FILE_ENCODED_H
#define ASSAY_PARSE_FILE_ENCODED_H

#include "base/arena.h"
#include "parse/got.h"

/* Bytes written as text within program text. */

enum encoded_kind {
	ENCODED_BASE64,
	ENCODED_HEX,
	ENCODED_CODES, /* 77,90,144: a list of numbers up to 255 */
};

struct encoded_run {
	enum encoded_kind kind;
	struct span text; /* as it stands, with the joints of its pieces */
};

/* Takes the next run of at least `min` bytes off `*rest`; false behind the last. Pieces that
 * the program joins ("TVqQ" + "AAMA") are one run. */
bool encoded_next(struct span *rest, size_t min, struct encoded_run *run_r);
/* What it says: at most `max` bytes of it. */
struct span encoded_decode(struct arena *a, const struct encoded_run *run, size_t max);

/* Program text as the Windows Script Encoder wrote it ("#@~^" ... "^#~@"), every piece of it
 * in place, what stands around them kept. GOT_NONE without a piece, GOT_SOME where one does
 * not end. Output is never longer than the input. */
enum got encoded_script(struct arena *a, struct span text, struct span *script_r);

#endif
