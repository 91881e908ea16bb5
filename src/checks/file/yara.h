#ifndef ASSAY_CHECKS_FILE_YARA_H
#define ASSAY_CHECKS_FILE_YARA_H

#include "base/err.h"

/* Rules of the user's own, in the language of YARA. None is shipped. They are compiled by a
 * process of its own, and what comes of it is loaded by the worker's template before it is
 * locked; jobs only match. */

/* Compiles every *.yar and *.yara of the folder (not of folders in it) and writes the result
 * to the descriptor. Each mistake is told on standard error with file and line. 0 or
 * -errno: nothing of use was written. */
int yara_compile(const char *folder, int out_fd, struct err *err_r);

/* Takes compiled rules from the descriptor, once in a process. */
int yara_load(int fd, struct err *err_r);

/* What the compiled form depends on beside the rules. */
const char *yara_version(void);

#endif
