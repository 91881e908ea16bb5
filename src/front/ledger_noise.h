#ifndef ASSAY_FRONT_LEDGER_NOISE_H
#define ASSAY_FRONT_LEDGER_NOISE_H

#include "front/options.h"

/* `assay ledger noise LEDGER`: the assets and accounts of a ledger that are made to be taken for
 * others. Returns the exit status. */
int ledger_noise(const struct options *o, char **args, int count);

#endif
