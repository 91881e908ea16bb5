#ifndef ASSAY_CHECKS_FILE_OPEN_OLE_H
#define ASSAY_CHECKS_FILE_OPEN_OLE_H

#include "checks/file/macros.h"
#include "checks/file/reach.h"
#include "parse/file/biff.h"
#include "parse/file/msi.h"
#include "parse/file/sylk.h"
#include "parse/file/vba.h"

/* `facts` of a file whose content is a compound file: old Office, MSI, MSG, Hangul. */
struct ole_facts {
	struct ole ole;
	struct macro_facts macros;
	bool macros_have_password;
	size_t modules;
	/* One for each stream of a workbook, embedded ones too. */
	struct workbook_facts *workbooks;
	size_t workbook_count;
	/* Of an installer: what it does besides copying files. */
	struct msi_action *actions;
	size_t action_count;
	struct reach reach; /* of the fields of Word's documents, embedded ones too */
};

/* `facts` of a file of TYPE_SLK. */
struct sylk_facts {
	struct sylk sylk;
	struct reach reach;
};

/* The workbooks of a file: of a compound file, or the one that a text is. */
const struct workbook_facts *workbooks_of(const struct file *f, size_t *count_r);

/* The facts of such a file, or NULL. */
const struct ole_facts *ole_facts_of(const struct file *f);

/* A stream's bytes, counted against what may be unpacked where they had to be copied; a
 * break or a limit marks `f`. */
struct span ole_stream(struct file *f, const struct ole *ole, const struct ole_entry *e);

/* Adds a stream that begins like a file which is opened; no other. */
void ole_add_stream(struct file *f, const struct ole *ole, const struct ole_entry *e);

/* The content of an Ole10Native stream (MS-OLEDS 2.3.6): a package's file becomes a child
 * that a person can open; what another program's object holds is added when it is known.
 * For whoever meets one outside a compound file, in RTF. */
void ole_add_native(struct file *f, struct span native);

/* What one form of compound file holds besides: open_hwp.c, open_msg.c,
 * open_msi.c, open_ppt.c; open_doc.c for every document of Word in it. */
void ole_open_docs(struct file *f, struct ole_facts *facts);
void ole_open_hwp(struct file *f, const struct ole *ole);
void ole_open_msg(struct file *f, const struct ole *ole);
void ole_open_msi(struct file *f, struct ole_facts *facts);
void ole_open_ppt(struct file *f, const struct ole *ole);

#endif
