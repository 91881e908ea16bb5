#ifndef ASSAY_PARSE_LINK_UNWRAP_H
#define ASSAY_PARSE_LINK_UNWRAP_H

#include "parse/link/url.h"

/* Links within links: mail gateways and sites put their own host in front of where a link
 * really leads. What they write is undone where it can be read; some keep it to themselves. */

enum unwrap {
	UNWRAP_NONE,   /* it leads where it says */
	UNWRAP_WITHIN, /* the target stands within it */
	UNWRAP_OPAQUE, /* a redirect that does not show its target */
};

enum { UNWRAP_STEPS_MAX = 8 };

/* One step. `*target_r` lives in the arena; `*by_r` names whose redirect it is. */
enum unwrap url_unwrap(
	struct arena *a, const struct url *url, struct span *target_r, const char **by_r);

/* All steps: the last that can be read. False where one of them is opaque, or they do not
 * end: then `*last_r` is not where it leads. */
bool url_unwrap_all(struct arena *a, const struct url *url, struct url *last_r,
	unsigned *steps_r, const char **by_r);

/* Where a host that nobody vouches for may send on: the path speaks of a redirect, and a whole
 * link stands in a parameter. It need not do so, so this is a second target beside the first.
 * A page for signing in ("/login?next=...") is where it leads itself. */
bool url_redirect_target(struct arena *a, const struct url *url, struct span *target_r);

#endif
