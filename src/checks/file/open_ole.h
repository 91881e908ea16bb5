#ifndef ASSAY_CHECKS_FILE_OPEN_OLE_H
#define ASSAY_CHECKS_FILE_OPEN_OLE_H

#include "checks/file/file.h"
#include "parse/file/biff.h"
#include "parse/file/vba.h"

/* `facts` of a file whose content is a compound file: old Office, MSI, MSG, Hangul. */
struct ole_facts {
	struct ole ole;
	/* Macros: each module's text is a child of TYPE_VBA and ROLE_SCRIPT. */
	bool has_macros, macros_have_password;
	size_t modules;
	/* One for each stream of a workbook, embedded ones too. */
	struct workbook_facts *workbooks;
	size_t workbook_count;
	size_t textless; /* modules that are there in compiled form only */
};

/* The facts of such a file, or NULL. */
const struct ole_facts *ole_facts_of(const struct file *f);

/* A stream's bytes, counted against what may be unpacked where they had to be copied; a
 * break or a limit marks `f`. */
struct span ole_stream(struct file *f, const struct ole *ole, const struct ole_entry *e);

/* Storages within the stream of a presentation become parts of `f`, its lock opened. */
void ppt_add_objects(struct file *f, struct span user, struct span stream);

/* The content of an Ole10Native stream (MS-OLEDS 2.3.6): a package's file becomes a child
 * that a person can open; what another program's object holds is added when it is known.
 * For whoever meets one outside a compound file, in RTF. */
void ole_add_native(struct file *f, struct span native);

#endif
