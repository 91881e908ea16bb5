#ifndef ASSAY_CHECKS_FILE_LOOK_H
#define ASSAY_CHECKS_FILE_LOOK_H

#include "core/job.h"

/* The whole tree as findings of the running code, in state CLEAR, in the order of the list:
 * one for each file with "name", "type", "role", "size", "sha256", "entropy" (thousandths of
 * a bit a byte), "date" and "lock" where they are known; behind it variant "link" with
 * "target", "role", "offset" for each link, and variant "script" with "text" for program
 * text that a document carries. */
void look(struct job *job);

#endif
