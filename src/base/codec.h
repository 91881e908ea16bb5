#ifndef ASSAY_BASE_CODEC_H
#define ASSAY_BASE_CODEC_H

#include "base/arena.h"

/* Decoders never fail on broken input: they decode what can be decoded, skip the rest and
 * say in `*clean_r` (may be NULL) whether every byte had a meaning. */

/* RFC 4648 section 4; white space is skipped, "=" ends the data. */
struct span base64_decode(struct arena *a, struct span s, bool *clean_r);
/* Without line breaks. */
struct span base64_encode(struct arena *a, struct span s);
/* RFC 2045 section 6.7: bodies. Soft line breaks join, "=" before no hex stays as it is. */
struct span qp_decode(struct arena *a, struct span s, bool *clean_r);
/* RFC 2047 section 4.2: as above, and "_" is a space. */
struct span qp_decode_word(struct arena *a, struct span s, bool *clean_r);
struct span hex_encode(struct arena *a, struct span s);

#endif
