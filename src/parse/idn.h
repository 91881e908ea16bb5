#ifndef ASSAY_PARSE_IDN_H
#define ASSAY_PARSE_IDN_H

#include "base/arena.h"

/* Internationalized domain names (RFC 5890 to 5894, UTS 46 without transitional mapping),
 * so that two names are compared in one form only: lower-case A-labels. */

/* `domain` as lower-case A-labels without a final dot; a copy only where something had to
 * change. False, with an empty span, for what can be no name: an empty label, a label over
 * 63 or a name over 253 octets, white space, control characters and NUL, broken UTF-8, code
 * points that IDNA disallows. Plain ASCII is taken as it is, underscores too. */
bool idn_to_ascii(struct arena *a, struct span domain, struct span *ascii_r);

/* The same for display: A-labels become UTF-8. A label that does not decode stays as it
 * is, and the result is then false. The text is foreign: escape it where it is printed. */
bool idn_to_unicode(struct arena *a, struct span domain, struct span *unicode_r);

/* True when `ascii` has nothing but letters, digits, hyphens, underscores and dots: what
 * mail domains are made of. DNS itself carries more ("bank.example(.thief.example"). */
bool idn_is_plain(struct span ascii);

#endif
