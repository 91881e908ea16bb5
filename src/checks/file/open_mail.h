#ifndef ASSAY_CHECKS_FILE_OPEN_MAIL_H
#define ASSAY_CHECKS_FILE_OPEN_MAIL_H

#include "base/span.h"

struct file;

/* Facts of a letter among the files. */
struct mail_facts {
	struct span subject; /* decoded */
};

/* Where a web page in one file stands in a document behind other bytes, it becomes its content. */
void open_page_within(struct file *f);

#endif
