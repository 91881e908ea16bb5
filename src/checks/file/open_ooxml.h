#ifndef ASSAY_CHECKS_FILE_OPEN_OOXML_H
#define ASSAY_CHECKS_FILE_OPEN_OOXML_H

#include "checks/file/reach.h"
#include "parse/file/workbook.h"
#include "parse/file/zip.h"

/* `facts` of an Office document, a TYPE_OOXML with parts of Office. */
struct ooxml_facts {
	struct workbook_facts book; /* without sheets in what is no workbook */
	struct reach reach;
};

/* A package that is being opened. */
struct ooxml_opening {
	struct file *file;
	struct arena *arena;
	struct ooxml_facts *facts;
	struct workbook_link *links; /* between its parts */
	size_t link_count;
	const struct zip_entry *macro_sheet; /* the last one that was read */
};

/* Whether a relationship of such a kind leads to the part. */
bool ooxml_is_linked(const struct ooxml_opening *in, struct span name,
	bool (*is_kind)(const struct workbook_link *));

/* Parts that only workbooks have (open_workbook.c); false for others. */
bool ooxml_read_workbook(struct ooxml_opening *in, const struct zip_entry *e);
/* When all of them were read. */
void ooxml_finish_workbook(struct ooxml_opening *in);

/* Those of a file, or NULL. A package without parts of Office is TYPE_OOXML and has none. */
const struct ooxml_facts *ooxml_facts_of(const struct file *f);

/* True for a zip that is an Office document; then its opener is open_ooxml(). */
bool ooxml_is(const struct zip *zip);
void open_ooxml(struct file *f, const struct zip *zip);

/* `facts` of a file of TYPE_WORDML. */
struct office_xml_facts {
	struct reach reach;
};

/* How a relationship of that kind is followed. */
enum link_role ooxml_link_role(struct span kind);
/* A part of that name holds nothing that opens: a picture, a font, text of the document. */
bool ooxml_is_still(struct span name);

#endif
