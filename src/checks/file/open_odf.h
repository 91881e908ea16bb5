#ifndef ASSAY_CHECKS_FILE_OPEN_ODF_H
#define ASSAY_CHECKS_FILE_OPEN_ODF_H

#include "checks/file/macros.h"
#include "checks/file/reach.h"

/* `facts` of a file of TYPE_ODF or TYPE_HWPX, which share their form of package. */
struct odf_facts {
	struct reach reach;
	struct macro_facts macros;
};

/* The facts of such a file, or NULL. */
const struct odf_facts *odf_facts_of(const struct file *f);

/* Parts that META-INF/manifest.xml tells to be ciphered (OpenDocument 1.3, part 2, 3.4). */
struct odf_ciphered {
	struct span *names; /* sorted */
	size_t count;
};

/* Reads the list, and tells the lock on the document. */
struct odf_ciphered odf_ciphered_of(struct file *f);
bool odf_is_ciphered(const struct odf_ciphered *c, struct span name);

#endif
