#ifndef ASSAY_CHECKS_FILE_OPEN_PDF_H
#define ASSAY_CHECKS_FILE_OPEN_PDF_H

#include "checks/file/file.h"

/* What the opener of PDFs tells beside scripts, embedded files and links: the facts of a
 * file of TYPE_PDF. */

enum pdf_act_kind {
	PDF_ACT_LAUNCH,	  /* starts a program or opens a file */
	PDF_ACT_IMPORT,	  /* reads form data out of a file */
	PDF_ACT_EMBEDDED, /* goes into an attached file */
	PDF_ACT_REMOTE,	  /* goes to another file */
	PDF_ACT_MEDIA,	  /* RichMedia: Flash, film */
};

struct pdf_act {
	enum pdf_act_kind kind;
	struct span target, parameters;
	uint64_t offset;
	struct pdf_act *next;
};

struct pdf_facts {
	struct pdf_act *acts;
	bool script_at_open;	 /* a script runs without a click */
	struct span hidden_name; /* an active word written with #xx */
	uint64_t hidden_name_offset;
	unsigned pages;
	unsigned links;		       /* with a place on a page */
	uint64_t page_area, link_area; /* of the largest, in square points */
	size_t text; /* characters shown on the pages that were looked at */
	bool text_known;
};

#endif
