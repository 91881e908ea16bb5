#ifndef ASSAY_IMPORT_FORM_BLOCKS_H
#define ASSAY_IMPORT_FORM_BLOCKS_H

#include "import/block.h"
#include "import/import.h"
#include "money/address.h"

/* The rows of one transaction of a block: the `index`th, and what each of its inputs spent (NULL for
 * the first, which spends nothing). `*why_r`: not NULL where it is to be set aside. */
int blocks_add_transaction(struct import *import, uint32_t asset,
	const struct block *block, uint32_t height, size_t index,
	const struct block_output *spent, enum money_network network, const char **why_r,
	struct err *err_r);

#endif
