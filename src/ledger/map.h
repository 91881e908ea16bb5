#ifndef ASSAY_LEDGER_MAP_H
#define ASSAY_LEDGER_MAP_H

#include <stdint.h>

#include "base/err.h"
#include "base/span.h"

/* A file of a ledger, mapped for reading: the first `bytes` of it, which must be there.
 * Files of a ledger only grow, so what is mapped stays. */
int map_file(int folder, const char *name, uint64_t bytes, struct span *map_r,
	struct err *err_r);
void unmap_file(struct span *map);

/* Writes all of it, at the descriptor's place. */
int write_all(int fd, struct span bytes, const char *name, struct err *err_r);

#endif
