#ifndef ASSAY_PARSE_LINK_URL_H
#define ASSAY_PARSE_LINK_URL_H

#include "base/arena.h"
#include "base/ip.h"

/* Where a link leads, read as browsers read it (URL Standard, url.spec.whatwg.org, sections
 * 3.5 and 4.4), so that no writing shows one host and goes to another. Nothing is fetched. */

enum { URL_BYTES_MAX = 8192 };

struct url {
	struct span text;   /* as written, without what browsers take out */
	struct span scheme; /* "https", lower case */
	struct span host;   /* lower-case A-labels, or an address; empty: none */
	struct span user;   /* before the "@", empty: none */
	struct span path;   /* from the "/" on, with what stands behind it */
	struct ip ip;	    /* bits == 0: the host is a name */
	unsigned port;	    /* 0: the scheme's own */
	bool odd_ip;	  /* an address written so that few know it: 0x7f.1, 2130706433 */
	bool coded_host;  /* "%70" and the like in the host */
	bool slashes_odd; /* backslashes, or too many or few slashes */
};

/* False for what leads nowhere by a host: "mailto:", "#top", a path. "www.x" counts as
 * "http://www.x", "//x" too. */
bool url_split(struct arena *a, struct span text, struct url *url_r);

/* "%41" is "A"; "+" stays. */
struct span url_decode(struct arena *a, struct span s);

/* The value of the query's parameter of that name, decoded; empty: none. */
struct span url_query(struct arena *a, const struct url *url, struct span name);

/* The end of a link that begins at the start of `text`, as mail programs find it: at white
 * space, quotes, angles and what is no sign of a URL; full stops and closing brackets at its
 * end are the sentence's. */
size_t url_end_in_text(struct span text);
/* The next link in plain text, "http://", "https://" or "www."; false behind the last. */
bool url_next_in_text(struct span *rest, struct span *link_r);

#endif
