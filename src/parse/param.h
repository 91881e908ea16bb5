#ifndef ASSAY_PARSE_PARAM_H
#define ASSAY_PARSE_PARAM_H

#include "base/arena.h"
#include "parse/got.h"

/* A value with parameters: Content-Type, Content-Disposition and their like (RFC 2045
 * section 5.1, RFC 2183), read as mailers read them. */

/* The value's first word ("text/html"), in lower case; a copy only where it must be.
 * `*params_r` is what stands behind it. */
struct span param_main(struct arena *a, struct span value, struct span *params_r);

/* The parameter `name` (ASCII letters folded) out of what param_main() gave: unquoted, its
 * RFC 2231 pieces joined, in UTF-8. A NULL pointer when it is absent. */
struct span param_text(struct arena *a, struct span params, const char *name);

/* The same as bytes: neither charset nor encoded word is looked at. */
struct span param_bytes(struct arena *a, struct span params, const char *name);

#endif
