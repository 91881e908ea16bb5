#ifndef ASSAY_PARSE_FILE_ODF_FORMULA_H
#define ASSAY_PARSE_FILE_ODF_FORMULA_H

#include "base/arena.h"

/* Formulas of OpenDocument (OpenFormula, part 4 of 1.3) as text: calls and references that
 * reach out of the sheet. */
enum odf_reach {
	ODF_REACH_DDE,	 /* DDE("server";"topic";"item") */
	ODF_REACH_WEB,	 /* WEBSERVICE("...") */
	ODF_REACH_LINK,	 /* HYPERLINK("...") */
	ODF_REACH_SHEET, /* 'file:///.../book.ods'#... */
};

/* The next of them; `*rest` begins as the whole formula. `text_r`: strings of a call joined,
 * arguments by a blank. */
bool odf_formula_next(
	struct arena *a, struct span *rest, enum odf_reach *reach_r, struct span *text_r);

#endif
