#ifndef ASSAY_PARSE_ADDRESS_SPEC_H
#define ASSAY_PARSE_ADDRESS_SPEC_H

#include "parse/address.h"
#include "parse/address_token.h"

/* A run of tokens to user@host. Of parse/address alone; others ask address.h. */

/* Sets local and domain of `address`, and adds the oddities that the run has. */
void address_spec_read(struct arena *a, struct run r, struct address *address);

/* The words around `at`, the first "@" of `r`, where no angle tells what belongs together:
 * blanks end them, except around "@" and dots. */
struct run address_spec_around(struct run r, const struct token *at);

#endif
