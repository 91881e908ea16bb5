/* The one list of all readers and checks. A new check is one line here. Order is the order
 * in which findings are reported before weights sort them. */
#include "checks/registry.h"

extern const struct reader reader_mail;

static const struct reader *const readers[] = {
	&reader_mail,
	NULL,
};

/* Sorted by code. */
static const struct check *const checks[] = {
	NULL,
};

const struct registry registry = { readers, checks };
