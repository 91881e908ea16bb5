#ifndef ASSAY_MONEY_SCRIPT_H
#define ASSAY_MONEY_SCRIPT_H

#include "money/address.h"

/* Writes the address that an output script pays to, NUL-terminated, and gives its length; 0
 * where it pays to none (a bare key, several keys, data). */
size_t money_script_address(
	struct span script, enum money_network network, char out[MONEY_TEXT_MAX]);

#endif
