#ifndef ASSAY_CHECKS_FILE_OPENERS_H
#define ASSAY_CHECKS_FILE_OPENERS_H

#include "checks/file/file.h"

/* What opens files of a type, or NULL: nothing in it is opened. */
file_opener *opener_of(enum file_type type);

/* The name of what is packed in `f`: "x.tar" of "x.tar.gz" and of "x.tgz"; else as the packing
 * tells. */
struct span file_name_unwrapped(struct file *f, struct span told);

#endif
