#ifndef ASSAY_CHECKS_FILE_MACROS_H
#define ASSAY_CHECKS_FILE_MACROS_H

#include "checks/file/file.h"

/* Macros of a document, whichever format keeps them: each module's text is a child of
 * ROLE_SCRIPT. */
struct macro_facts {
	bool is_there;
	size_t textless; /* modules that are there in compiled form only */
	/* Of a format that tells what starts a macro, instead of by names: the event that no
	 * click is needed for, or empty. */
	struct span event;
	/* Such an event calls a program that is installed with the office itself. */
	struct span installed;
	uint64_t installed_offset;
};

/* NULL for files that have none by their nature. */
const struct macro_facts *macros_of(const struct file *f);

/* --- what the text of the modules does --- */

enum macro_kind {
	MACRO_RUNS,    /* starts a program */
	MACRO_FETCHES, /* downloads */
	MACRO_LOADS,   /* puts code into memory */
	MACRO_WRITES,  /* a file; counts beside a name that a click runs */
	MACRO_PROGRAM, /* such a name */
	MACRO_KINDS
};

struct macro_place {
	struct file *file;
	struct span quote;
	size_t offset;
	unsigned line;
};

struct macro {
	struct macro_place first[MACRO_KINDS], trigger, form;
	struct span trigger_name;
	unsigned lines; /* of code */
};

/* Looks at one module, in the language that its type tells. */
void macro_scan(struct macro *macro, struct file *module);

#endif
