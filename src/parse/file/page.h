#ifndef ASSAY_PARSE_FILE_PAGE_H
#define ASSAY_PARSE_FILE_PAGE_H

#include "base/arena.h"

/* The tokens of a web page, of an SVG or of another text of tags. Everything points into the
 * page; nothing is decoded. */

enum page_kind {
	PAGE_TAG,
	PAGE_TEXT,
	PAGE_RAW, /* the program text or style within the element `name` */
	PAGE_COMMENT,
};

struct page_token {
	enum page_kind kind;
	struct span name; /* without the prefix of a namespace, as written */
	struct span attributes;
	struct span
		text; /* of PAGE_TEXT, PAGE_RAW and PAGE_COMMENT; the whole tag else */
	bool closes;
};

struct page_reader {
	struct span rest;
	struct span raw; /* the element whose content comes next, or empty */
	bool is_xml;	 /* an element may be closed by its own tag: <script/> */
};

/* The next token; false behind the last. */
bool page_next(struct page_reader *reader, struct page_token *token_r);
/* Takes `name="value"` off a tag's attributes; false behind the last. */
bool page_attribute(struct span *rest, struct span *name_r, struct span *value_r);
/* The value of the first attribute of that name, any case; NULL pointer without it. */
struct span page_attribute_of(const struct page_token *token, struct span name);
/* With its entities decoded, as UTF-8; `value` itself where there is none. */
struct span page_unescape(struct arena *a, struct span value);
/* Without what browsers pass over in an address: blanks at the ends, tabs and line ends. */
struct span page_address(struct arena *a, struct span value);

#endif
