#ifndef ASSAY_PARSE_FILE_PDF_TEXT_H
#define ASSAY_PARSE_FILE_PDF_TEXT_H

#include <stdint.h>

#include "base/text.h"

/* The text that a page of a PDF shows (ISO 32000-2, 9.4.3 and 9.10), for whoever looks for
 * words in it: codes as their font has them, in the order in which they are drawn. */

enum pdf_gap {
	PDF_GAP_NONE,  /* goes on behind the piece before */
	PDF_GAP_BLANK, /* apart by more than letters are */
	PDF_GAP_LINE,  /* at another place */
};

struct pdf_piece {
	struct span codes; /* as long-lived as the arena */
	enum pdf_gap gap;  /* before it */
	bool is_hex;	   /* as most codes of two bytes are written */
};

/* Going through a content stream. Broken ones are read on. */
struct pdf_shown {
	struct span rest;
	unsigned char *room;
	bool in_array;
	enum pdf_gap gap;
};

void pdf_shown_begin(struct pdf_shown *s, struct arena *a, struct span content);
/* False at the end. */
bool pdf_shown_next(struct pdf_shown *s, struct pdf_piece *piece_r);

/* From a font's codes to letters, as its ToUnicode says: up to four of ASCII a code, the first in
 * the lowest byte; 0 for what is no such letter. */
struct pdf_letters {	/* zeroed before its first table */
	unsigned width; /* bytes of a code, 1 or 2 */
	uint32_t used;	/* codes below are all that were set */
	uint32_t of[1 << 16];
};

/* False: the table has no letter of ASCII. */
bool pdf_letters_read(struct pdf_letters *l, struct span cmap);
/* A code of one byte is its letter, as in the encodings that PDF knows by name; ligatures as
 * TeX's fonts have them. */
void pdf_letters_plain(struct pdf_letters *l);
/* Adds the letters of a piece, and a blank for what is none. */
void pdf_letters_add(
	const struct pdf_letters *l, const struct pdf_piece *piece, struct text *t);

#endif
