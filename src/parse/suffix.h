#ifndef ASSAY_PARSE_SUFFIX_H
#define ASSAY_PARSE_SUFFIX_H

#include "base/arena.h"

/* Who owns a domain, as far as a name shows it, by the Public Suffix List (libpsl's own
 * copy). For grouping what is displayed, never for DMARC, which walks the tree in DNS. */

/* The part of `domain` that somebody registered: "example.co.uk" of "www.example.co.uk".
 * The whole domain, without a final dot, when it is itself a public suffix or is none.
 * Points into `domain`; its case is kept. */
struct span suffix_registrable(struct span domain);

/* True when both lie beneath one registered domain, whichever form (A- or U-labels, any
 * case) they are written in. Two empty ones do not. */
bool suffix_same_organization(struct arena *arena, struct span a, struct span b);

/* True when `domain` has two labels or more and lies beneath a suffix of the list: what
 * "x.y" in a text must do to be taken for a domain. */
bool suffix_is_known(struct span domain);

#endif
