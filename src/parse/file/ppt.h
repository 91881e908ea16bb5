#ifndef ASSAY_PARSE_FILE_PPT_H
#define ASSAY_PARSE_FILE_PPT_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

/* The stream of an old PowerPoint document (MS-PPT 2.1.2): where its objects lie. */

struct ppt_object {
	uint32_t id, offset;
};

struct ppt {
	struct ppt_object *objects; /* of every edit, the last one's first */
	size_t count;
	struct span lock; /* what office_lock_read() takes, or empty */
};

/* `user`: the stream "Current User", `document`: "PowerPoint Document". At most
 * `objects_max` objects (then GOT_LIMIT). GOT_SOME: an edit or its table is broken. */
enum got ppt_read(struct arena *a, struct span user, struct span document,
	size_t objects_max, struct ppt *ppt_r);

enum { PPT_HEAD_BYTES = 8 };

/* How many bytes an object has, its head with them, by that head; 0 when it is none that
 * holds a storage: a macro project, an embedded object, a control. */
uint64_t ppt_storage_bytes(struct span head);
/* What such an object holds behind its head: a compound file, or one packed with zlib. */
bool ppt_storage(struct span object, struct span *bytes_r, uint32_t *unpacked_r);

#endif
