#ifndef ASSAY_PARSE_FILE_VBA_H
#define ASSAY_PARSE_FILE_VBA_H

#include "parse/file/ole.h"

/* The macros of an Office document (MS-OVBA), out of the storage called "VBA". */

struct vba_module {
	struct span name; /* as the editor shows it; UTF-8 or the project's code page */
	const struct ole_entry *stream; /* NULL: the list names one that is not there */
	struct span bytes;		/* of the stream */
	size_t offset;			/* in it, of the packed text */
	bool is_class;			/* of a document, a class or a form */
	bool listed;	     /* in the dir stream; others were found by looking */
	unsigned code_lines; /* that the compiled form tells; 0 without one */
};

struct vba {
	uint16_t code_page;
	bool has_password; /* of the editor; it keeps nobody from the text */
	struct vba_module *modules;
	size_t count;
};

/* `storage`: called "VBA", with "dir" in it. `*room`: bytes that may be copied where a stream
 * does not lie in one piece, and unpacked; what was not used is left in it. GOT_LIMIT: it was
 * not enough. The texts are had by vba_packed_source() and vba_unpack(). */
enum got vba_open(struct arena *a, const struct ole *ole, const struct ole_entry *storage,
	size_t *room, struct vba *vba_r);
/* What vba_open() may need of it. */
uint64_t vba_room(const struct ole *ole, const struct ole_entry *storage);

/* A container (2.4.1) unpacked, at most `max` bytes. */
struct span vba_unpack(struct arena *a, struct span packed, size_t max, enum got *got_r);
/* No more than this can come of it. */
size_t vba_unpacked_max(struct span packed);

/* The packed text of a module; empty when there is none. */
struct span vba_packed_source(const struct vba_module *m);

/* Lines of text that are no attributes of the module: what the editor shows. */
unsigned vba_source_lines(struct span source);

#endif
