#ifndef ASSAY_CHECKS_MAIL_RELAY_H
#define ASSAY_CHECKS_MAIL_RELAY_H

#include "base/span.h"

/* True for the registrable domain of a service that writes letters in the name of its users:
 * invitations, shared documents, comments. Lower case, A-labels. */
bool relay_is_known(struct span org);

#endif
