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

/* What stands between the brackets of a string, 7.3.4.2 and 7.3.4.3, as bytes: no more than there
 * are. Gives how many. */
size_t pdf_literal_bytes(struct span inside, unsigned char *to);
size_t pdf_hex_bytes(struct span inside, unsigned char *to);

bool pdf_is_blank(unsigned char c);
/* Behind the word, name or number that begins at `at`. */
size_t pdf_regular_end(struct span s, size_t at);
/* Behind the closing parenthesis of a string whose inside begins at `at`; over s.n without
 * one. */
size_t pdf_string_end(struct span s, size_t at);
/* Behind blanks and comments. */
size_t pdf_skip_blanks(struct span s, size_t at);

#endif
