#ifndef ASSAY_CHECKS_FILE_OPENERS_H
#define ASSAY_CHECKS_FILE_OPENERS_H

#include "checks/file/file.h"

/* What opens files of a type, or NULL: nothing in it is opened. */
file_opener *opener_of(enum file_type type);

#endif
