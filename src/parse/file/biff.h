#ifndef ASSAY_PARSE_FILE_BIFF_H
#define ASSAY_PARSE_FILE_BIFF_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

/* What an old Excel workbook (MS-XLS; BIFF5 and BIFF8) tells about its sheets, its macro
 * sheets of Excel 4, and where it reaches out by DDE. Of cells only the formulas of macro
 * sheets are read. */

struct workbook_dde {
	struct span server, topic;
	uint64_t offset; /* in the stream */
};

struct workbook_call {
	const char *function; /* "EXEC": a literal */
	struct span text;     /* the first string of the same formula, or empty */
	uint64_t offset;
};

struct workbook_facts {
	size_t sheets, macro_sheets, hidden_macro_sheets;
	struct span macro_sheet; /* the first one's name */
	struct span auto_name;	 /* "Auto_Open" and its like, or empty */
	bool is_locked;		 /* a FILEPASS record: the rest is not readable */
	struct span lock;	 /* its data */
	bool is_protected;	 /* sheets or windows may not be added or moved */
	/* Calls in macro sheets out of the sheet: the first that runs or loads something
	 * and the first that writes formulas; function NULL without one. */
	struct workbook_call runs, writes;
	size_t formulas; /* of macro sheets */
	struct workbook_dde *dde;
	size_t dde_count;
};

/* The stream "Workbook" or "Book". GOT_SOME: records break off. */
enum got workbook_read(
	struct arena *a, struct span stream, struct workbook_facts *facts_r);

#endif
