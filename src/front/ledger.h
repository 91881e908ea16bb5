#ifndef ASSAY_FRONT_LEDGER_H
#define ASSAY_FRONT_LEDGER_H

#include "front/options.h"

/* `assay ledger import SOURCE...`: each source in a process that has neither network nor other
 * files. The exit status. */
int ledger_import(struct options *o, char **sources, int count);

#endif
