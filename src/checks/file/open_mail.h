#ifndef ASSAY_CHECKS_FILE_OPEN_MAIL_H
#define ASSAY_CHECKS_FILE_OPEN_MAIL_H

#include "base/span.h"

/* Facts of a letter among the files. */
struct mail_facts {
	struct span subject; /* decoded */
};

#endif
