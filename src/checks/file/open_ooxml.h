#ifndef ASSAY_CHECKS_FILE_OPEN_OOXML_H
#define ASSAY_CHECKS_FILE_OPEN_OOXML_H

#include "checks/file/file.h"
#include "parse/file/zip.h"

/* A relationship that leads out of the document (ECMA-376 part 2, 9.3). */
struct ooxml_remote {
	struct span kind; /* the end of its type: "attachedTemplate", "oleObject" */
	struct span target, part;
	struct ooxml_remote *next;
};

/* A field or link that asks another program: "DDEAUTO c:\..." or "cmd /c ...". */
struct dde_ask {
	struct span text, part;
	struct dde_ask *next;
};

/* `facts` of a file of TYPE_OOXML; the zip stands first, for checks of archives. */
struct ooxml_facts {
	struct zip zip;
	bool is_protected; /* a workbook whose sheets or windows may not be changed */
	struct ooxml_remote *remotes;
	struct dde_ask *asks;
};

/* True for a zip that is an Office document; then its opener is open_ooxml(). */
bool ooxml_is(const struct zip *zip);
void open_ooxml(struct file *f, const struct zip *zip);

#endif
