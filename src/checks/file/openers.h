#ifndef ASSAY_CHECKS_FILE_OPENERS_H
#define ASSAY_CHECKS_FILE_OPENERS_H

#include "checks/file/file.h"

/* What opens files of a type, or NULL: nothing in it is opened. */
file_opener *opener_of(enum file_type type);

/* The name of what is packed in `f`: "x.tar" of "x.tar.gz" and of "x.tgz"; else as the packing
 * tells. */
struct span file_name_unwrapped(struct file *f, struct span told);

/* The second format of a file that is two things at once becomes a child, and `second`. */
void open_second(struct file *f);

/* How far a type is read (reading.c); zero is one that was forgotten. */
enum file_reading {
	READING_UNSET,
	READING_OPENED, /* by an opener, which marks what it cannot read */
	READING_LEAF,	/* checks look at its bytes, or nothing in it is ever opened */
	READING_NONE,	/* known and not read: a gap */
};

enum file_reading file_reading(enum file_type type);
/* The same for types without a row in openers.c; READING_UNSET for the others. */
enum file_reading file_reading_told(enum file_type type);

#endif
