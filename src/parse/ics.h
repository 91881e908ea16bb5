#ifndef ASSAY_PARSE_ICS_H
#define ASSAY_PARSE_ICS_H

#include "base/arena.h"

/* Calendar files (iCalendar, RFC 5545) property by property, as invitations bring them. What
 * component a property stands in is not told: whoever reads an invitation sees them all. */

enum { ICS_VALUE_MAX = 256 << 10 }; /* bytes of one property, unfolded */

struct ics_property {
	struct span name;   /* "ORGANIZER", as written */
	struct span params; /* ";CN=Ann;ROLE=CHAIR" without the first ";" */
	struct span value;  /* unfolded (section 3.1), escapes as they are */
	bool cut;	    /* it is longer */
};

/* Takes the next property off `*rest`; lines that are none are read over. False at the end. */
bool ics_next(struct arena *a, struct span *rest, struct ics_property *property_r);

/* The parameter of that name, without quotes; empty: none. */
struct span ics_param(const struct ics_property *p, struct span name);

/* A value of type TEXT without its escapes (section 3.3.11). */
struct span ics_text(struct arena *a, struct span value);

#endif
