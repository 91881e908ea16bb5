#ifndef ASSAY_CHECKS_LINK_HOSTS_H
#define ASSAY_CHECKS_LINK_HOSTS_H

#include "base/span.h"

/* Hosts by what anyone can do there, out of data/hosts. */

enum host_kind { HOST_MEETING, HOST_PAGE, HOST_FORM, HOST_DROP, HOST_SHORT, HOST_KINDS };

struct host_row {
	enum host_kind kind;
	const char *name; /* of the service */
	const char
		*domain; /* itself and all below it; behind a "." only what lies below */
};

extern const struct host_row host_rows[];
extern const size_t host_row_count;

/* The row of that kind under which the host (lower-case A-labels) lies, or NULL. */
const struct host_row *host_find(enum host_kind kind, struct span host);

/* True for the services and organizations that assay has by name. */
bool host_is_known(struct span host);

#endif
