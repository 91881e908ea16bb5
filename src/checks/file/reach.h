#ifndef ASSAY_CHECKS_FILE_REACH_H
#define ASSAY_CHECKS_FILE_REACH_H

#include "checks/file/file.h"
#include "parse/file/field.h"

/* What a document reaches for outside of itself, whichever format says so. */

/* A relationship that leads out of a package (ECMA-376 part 2, 9.3), or a field that does. */
struct reach_remote {
	struct span kind; /* the end of its type: "attachedTemplate", "oleObject" */
	struct span target, part;
	uint64_t offset;
	bool is_field;
	struct reach_remote *next;
};

/* A field or link that asks another program: "DDEAUTO c:\..." or "cmd /c ...". */
struct reach_dde {
	struct span text, part;
	uint64_t offset;
	struct reach_dde *next;
};

struct reach {
	struct reach_remote *remotes;
	struct reach_dde *dde;
};

/* The reach of a document of Word, Excel or PowerPoint, old and new; NULL of other files. */
const struct reach *reach_of(const struct file *f);

void reach_add_dde(struct file *f, struct reach *reach, struct span part,
	struct span text, uint64_t offset);
struct reach_remote *reach_add_remote(struct file *f, struct reach *reach,
	struct span part, struct span kind, struct span target, uint64_t offset);
/* What the fields of a document say, and links for where they lead. */
void reach_add_fields(struct file *f, struct reach *reach, struct span part,
	const struct field *fields);

#endif
