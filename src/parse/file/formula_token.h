#ifndef ASSAY_PARSE_FILE_FORMULA_TOKEN_H
#define ASSAY_PARSE_FILE_FORMULA_TOKEN_H

#include "parse/file/biff.h"

/* Compiled formulas of workbooks, in the three forms in which Excel wrote them. */
enum formula_form { FORMULA_BIFF5, FORMULA_BIFF8, FORMULA_BIFF12, FORMULA_FORMS };

/* One formula's tokens: it is counted, and the calls that run or write are told in `facts` with
 * `offset`, the first of each kind only. False: a token that is not known, or it breaks off. */
bool formula_tokens_read(struct arena *a, enum formula_form form, struct span tokens,
	uint64_t offset, struct workbook_facts *facts);

/* Text of `count` characters behind a byte of flags (BIFF8), or without one: bytes in BIFF5,
 * UTF-16 in BIFF12. */
struct span formula_chars(struct arena *a, enum formula_form form, struct span s,
	size_t count, size_t *used_r);

#endif
