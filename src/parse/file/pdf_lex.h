#ifndef ASSAY_PARSE_FILE_PDF_LEX_H
#define ASSAY_PARSE_FILE_PDF_LEX_H

#include "parse/file/pdf.h"

/* The lexer of parse/file/pdf.c; `tree` is overwritten by each reading. */
struct pdf_lex {
	struct arena *arena;
	struct pdf_tree tree;
	size_t capacity;
	uint32_t values_max;
	bool limit; /* set when something was too deep or too long */
};

/* Reads one value at the beginning of `text`; `*end_r` is behind it. False when it is
 * broken: then the tree holds what could be read. */
bool pdf_lex(struct pdf_lex *lex, struct span text, size_t *end_r);

bool pdf_is_blank(unsigned char c);
/* Behind blanks and comments. */
size_t pdf_skip_blanks(struct span s, size_t at);

#endif
