#ifndef ASSAY_CHECKS_FILE_OPEN_PICTURE_H
#define ASSAY_CHECKS_FILE_OPEN_PICTURE_H

#include "checks/file/file.h"
#include "parse/file/picture.h"

/* Of a picture in which something is: what its QR codes say. Their links and addresses are
 * links of the file as well (LINK_PICTURED). */
struct picture_facts {
	struct span *texts;
	size_t count;
	enum gap gap; /* why it was not looked at, or GAP_NONE */
};

/* What the codes of a picture say; `texts` is empty without one. For pictures that are not
 * files of their own until a code is found in them. Marks nothing. */
struct picture_facts picture_codes(struct files *files, struct span bytes);
struct picture_facts picture_codes_of_samples(
	struct files *files, const struct picture_samples *samples);
/* False for a picture that is too small or too long to hold a code. */
bool picture_may_hold(struct span bytes);

/* Makes a picture within `parent` a file when its facts are worth it, else nothing. */
void picture_add(struct file *parent, struct span name, struct span bytes,
	const struct picture_facts *facts);

#endif
