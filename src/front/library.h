#ifndef ASSAY_FRONT_LIBRARY_H
#define ASSAY_FRONT_LIBRARY_H

#include <assay.h>

#include "front/options.h"

/* The command's way into a handle's options: rows that the library itself does not have
 * ("json", "level") are read into the same table. Before the start only. */
struct options *library_options(struct assay *a);

#endif
