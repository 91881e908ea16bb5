#ifndef ASSAY_PARSE_FOLD_H
#define ASSAY_PARSE_FOLD_H

#include "base/arena.h"

/* A person's name in the form in which names are compared: case, accents, order of words,
 * initials, titles, punctuation and look-alike characters folded away. For comparison only,
 * never for display. Empty for what tells nobody apart: a single word ("Alice"), words of
 * office ("Customer Support"), an address. Chinese, Japanese and Korean names need three
 * characters. `name` is UTF-8; of a longer one 400 bytes are looked at. */
struct span fold_name(struct arena *a, struct span name);

/* Reads ICU's tables, so that children of the caller need not. */
void fold_warm_up(void);

#endif
