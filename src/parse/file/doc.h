#ifndef ASSAY_PARSE_FILE_DOC_H
#define ASSAY_PARSE_FILE_DOC_H

#include "parse/file/field.h"
#include "parse/got.h"

/* What a document of Word 6 to 2003 (MS-DOC) keeps of its text: the fields in it. */

struct doc_head {
	unsigned version; /* nFib: below 106 of Word 6 and 95 */
	bool is_locked, is_obfuscated, is_fast_saved;
	bool second_table;  /* its tables are in "1Table", else in "0Table" */
	uint32_t lock_size; /* at the beginning of the table stream */
};

/* The beginning of the stream "WordDocument". False: it is none. */
bool doc_head_read(struct span word, struct doc_head *head_r);

struct doc {
	const struct field *fields;
	struct span template_name; /* the document's own: a path, mostly of its author */
	size_t letters;		   /* of text that was gone through */
};

/* `word`: the stream "WordDocument"; `table`: the one that its head names, empty for Word 6
 * and 95. At most `max` fields. GOT_SOME: its head or its table of pieces is broken, and
 * what looks like text was gone through instead; GOT_LIMIT: it was too much. */
enum got doc_read(struct arena *a, struct span word, struct span table, size_t max,
	struct doc *doc_r);

#endif
