#ifndef ASSAY_CHECKS_FILE_OPEN_OOXML_H
#define ASSAY_CHECKS_FILE_OPEN_OOXML_H

#include "checks/file/reach.h"
#include "parse/file/zip.h"

/* `facts` of a file of TYPE_OOXML; the zip stands first, for checks of archives. */
struct ooxml_facts {
	struct zip zip;
	bool is_protected; /* a workbook whose sheets or windows may not be changed */
	struct reach reach;
};

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
