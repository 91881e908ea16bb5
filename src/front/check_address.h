#ifndef ASSAY_FRONT_CHECK_ADDRESS_H
#define ASSAY_FRONT_CHECK_ADDRESS_H

#include "front/options.h"

/* True when what stands there is the address of money, or the number of a transfer, and no file is
 * called so. */
bool is_address_to_check(const char *thing);

/* Tells what each of them is, and what a ledger (--in) knows of it; the exit status. */
int check_addresses(const struct options *o, char **things);

#endif
