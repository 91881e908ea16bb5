#ifndef ASSAY_ASK_LISTS_MESSAGE_H
#define ASSAY_ASK_LISTS_MESSAGE_H

#include "base/text.h"
#include "core/lists.h"

/* What is said about lists between the processes: a worker's address, and the answer. Readers
 * take what they read for hostile: false for anything that a writer does not write. */

enum { LISTS_MESSAGE_BYTES_MAX = 1024, LISTS_ADDRESS_BYTES_MAX = 128 };

/* False for what is too long to be an address. */
bool lists_question_write(struct text *t, struct span address);
/* The address is printable ASCII, and points into `bytes`. */
bool lists_question_read(struct span bytes, struct span *address_r);

void lists_told_write(struct text *t, const struct lists_told *told);
bool lists_told_read(struct arena *a, struct span bytes, struct lists_told *told_r);

#endif
