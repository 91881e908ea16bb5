#ifndef ASSAY_PARSE_FILE_WORKBOOK_H
#define ASSAY_PARSE_FILE_WORKBOOK_H

#include "parse/file/biff.h"
#include "parse/file/xml.h"

/* Workbooks in packages, whose parts are XML (ECMA-376 part 1, 18) or binary records (MS-XLSB):
 * the facts are those of old workbooks. Each part is read on its own, in any order, into the
 * same facts; `offset` is where it stands in the package, and is told with what is found. */

/* A relationship to a part of the same package. */
struct workbook_link {
	struct span id, kind; /* "xlMacrosheet": the end of its type */
	struct span target;   /* the part's name, without a stroke at its begin */
	struct workbook_link *next;
};

/* One tag of a part of relationships called `part`; false when it is none, or of no kind
 * that is asked for below. */
bool workbook_link_read(struct arena *a, struct span part, const struct xml_tag *tag,
	struct workbook_link *r);
/* Whether it says that the part is a macro sheet, the workbook itself, what keeps macros of
 * VBA, or a file that a person can open. */
bool workbook_link_is_macro(const struct workbook_link *link);
bool workbook_link_is_book(const struct workbook_link *link);
bool workbook_link_is_code(const struct workbook_link *link);
bool workbook_link_is_embedded(const struct workbook_link *link);

/* The workbook part: its sheets, with the links of which `part` tells, and names. */
enum got workbook_xml_read(struct arena *a, struct span bytes,
	const struct workbook_link *links, struct workbook_facts *facts);
enum got workbook_bin_read(struct arena *a, struct span bytes,
	const struct workbook_link *links, struct workbook_facts *facts);
/* A part that is a macro sheet. */
enum got macro_sheet_xml_read(struct arena *a, struct span bytes, uint64_t offset,
	struct workbook_facts *facts);
enum got macro_sheet_bin_read(struct arena *a, struct span bytes, uint64_t offset,
	struct workbook_facts *facts);
/* A part of links to other files: "server topic" of one by DDE; p is NULL without one. */
struct span workbook_bin_dde(struct arena *a, struct span bytes);

/* For both forms: a sheet of that relationship's number, and a name. */
void workbook_note_sheet(const struct workbook_link *links, struct span id,
	struct span name, bool is_hidden, struct workbook_facts *facts);
void workbook_note_name(struct span name, struct workbook_facts *facts);

#endif
