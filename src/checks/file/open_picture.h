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

/* Looks for codes in the pictures of a document, which are no files of their own until one
 * is found: few of them, the small ones first, for most documents have pictures. */
struct picture_hunt {
	struct file *document;
	uint64_t dots_left;
	unsigned left;
	bool over; /* something was passed over, which picture_hunt_end() tells */
};

struct picture_hunt picture_hunt_begin(struct file *document);
/* False for a picture that cannot hold a code, or is over the rest. */
bool picture_hunt_wants(struct picture_hunt *h, uint64_t width, uint64_t height);
void picture_hunt_bytes(struct picture_hunt *h, struct span name, struct span bytes);
void picture_hunt_samples(
	struct picture_hunt *h, struct span name, const struct picture_samples *samples);
void picture_hunt_end(struct picture_hunt *h);

#endif
