#ifndef ASSAY_PARSE_RDAP_H
#define ASSAY_PARSE_RDAP_H

#include "base/arena.h"

/* What a registry tells of a domain by RDAP (RFC 9083). */

enum rdap_told {
	RDAP_OTHER,  /* no answer about that domain, or none at all */
	RDAP_UNTOLD, /* about it, and not when it was registered */
	RDAP_TOLD,
};

/* The day, "2026-11-20", on which the domain `name` (A-labels, ASCII letters in any case) was last
 * registered: of its events "registration" and "reregistration" (section 10.2.3) the latest.
 * The day is that of the registry's own clock: a zone in the date is not applied. */
enum rdap_told rdap_registered(
	struct arena *a, struct span json, struct span name, struct span *day_r);

#endif
