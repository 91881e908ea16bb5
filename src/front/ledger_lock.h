#ifndef ASSAY_FRONT_LEDGER_LOCK_H
#define ASSAY_FRONT_LEDGER_LOCK_H

#include "base/err.h"

/* What a process that reads exports gives up before the first of their bytes: network, new
 * processes and programs, and all files but the ledger's folder and, to read, the folder of
 * the exports (-1: none), and what is open already. 0 or -errno; the sentence names the lock
 * that is missing. Nothing in a sanitizer build. */
int ledger_lock(int ledger_folder, int source_folder, struct err *err_r);

#endif
