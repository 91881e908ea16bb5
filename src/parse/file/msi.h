#ifndef ASSAY_PARSE_FILE_MSI_H
#define ASSAY_PARSE_FILE_MSI_H

#include "parse/file/ole.h"

/* The database of a Windows installer (.msi, .msp, .mst): a compound file whose streams are
 * tables. */

/* A stream's name as the installer means it: "Binary.Icon"; *is_table_r tells tables. */
struct span msi_name(struct arena *a, struct span stored, bool *is_table_r);

/* What an installer does besides copying files ("CustomAction" table). */
enum msi_what {
	MSI_LIBRARY, /* calls a function of a library */
	MSI_PROGRAM, /* runs a program with arguments */
	MSI_JSCRIPT,
	MSI_VBSCRIPT,
	MSI_OTHER, /* sets a property or a folder, shows an error */
};

struct msi_action {
	struct span name, source, target;
	unsigned type; /* as it stands */
	enum msi_what what;
	bool is_stored; /* `source` names a row of the "Binary" table */
	bool is_inline; /* `target` is the script itself */
};

struct msi_tables {
	struct span pool, data, columns, actions; /* streams of those tables */
};

/* At most `max` actions (then GOT_LIMIT). GOT_SOME: the tables do not fit together. */
enum got msi_actions(struct arena *a, const struct msi_tables *t, size_t max,
	struct msi_action **list_r, size_t *count_r);

#endif
