#ifndef ASSAY_PARSE_FILE_FORMULA_H
#define ASSAY_PARSE_FILE_FORMULA_H

#include "parse/file/biff.h"

/* Formulas of a spreadsheet as text, as SYLK and XML keep them: what reaches out. */
struct formula {
	const char *runs, *writes; /* "EXEC": literals, or NULL */
	struct span string; /* the first one in it, without its quotes, as it stands */
	struct span server, topic; /* of a DDE link: cmd|'/c calc'!A1 */
};

void formula_read(struct span text, struct formula *r);

#endif
