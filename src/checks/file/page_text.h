#ifndef ASSAY_CHECKS_FILE_PAGE_TEXT_H
#define ASSAY_CHECKS_FILE_PAGE_TEXT_H

#include "checks/file/file.h"
#include "parse/file/pdf_text.h"

/* What the pages of a PDF show, looked through for addresses for payments. The work is that of
 * the budget's `page_text` and `page_letters`. It stands in the scratch of files_scratch(). */
struct page_text {
	struct file *file;
	struct arena *arena;
	struct pdf_piece *pieces; /* of the lines that are long enough */
	size_t count, capacity;
	size_t codes;		 /* bytes of all of them */
	uint64_t taken, decoded; /* of the budget */
	struct pdf_letters *letters;
	struct text text; /* all of them by one font */
	bool cut;	  /* the budget is spent: there may be more */
};

void page_text_begin(struct page_text *p, struct file *f);
/* A content stream; gives how many characters it shows, as far as its strings tell: enough to
 * tell a page of text from a picture. */
size_t page_text_take(struct page_text *p, struct span content);
/* All of it by the plain letters, and by a font's table (ToUnicode): what is in another font
 * becomes nonsense, in which nothing is found. */
void page_text_read_plain(struct page_text *p);
void page_text_read(struct page_text *p, struct span table);

#endif
