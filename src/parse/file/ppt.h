#ifndef ASSAY_PARSE_FILE_PPT_H
#define ASSAY_PARSE_FILE_PPT_H

#include "parse/file/ole.h"

/* What a presentation of PowerPoint 97-2003 keeps in its main stream (MS-PPT). */

struct ppt_object {
	struct span bytes; /* a compound file, packed by zlib where `is_packed` */
	bool is_packed;
	uint32_t size; /* as told, unpacked */
	size_t offset;
};

struct ppt_link {
	struct span target; /* UTF-8 */
	size_t offset;
};

struct ppt {
	struct ppt_object *objects;
	size_t count;
	struct ppt_link *links;
	size_t link_count;
};

/* `stream`: "PowerPoint Document". At most `max` objects and links (then GOT_LIMIT).
 * GOT_SOME: its records break off. */
enum got ppt_read(struct arena *a, struct span stream, size_t max, struct ppt *ppt_r);

#endif
