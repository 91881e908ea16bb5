#ifndef ASSAY_CHECKS_REGISTRY_H
#define ASSAY_CHECKS_REGISTRY_H

#include "core/check.h"

/* Every reader and every check of the program. */
extern const struct registry registry;

#endif
