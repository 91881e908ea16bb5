#ifndef ASSAY_PARSE_FILE_SYLK_H
#define ASSAY_PARSE_FILE_SYLK_H

#include "parse/file/biff.h"

/* A file that a workbook takes values from. */
struct sylk_link {
	struct span target;
	uint64_t offset;
	struct sylk_link *next;
};

struct sylk {
	struct workbook_facts book; /* one sheet, without a name */
	struct sylk_link *links;
};

/* GOT_LIMIT: more lines, or longer ones, than are read. */
enum got sylk_read(struct arena *a, struct span bytes, struct sylk *r);

#endif
