#ifndef ASSAY_PARSE_FILE_MSG_H
#define ASSAY_PARSE_FILE_MSG_H

#include "parse/file/ole.h"

/* A letter as Outlook keeps it (MS-OXMSG), and the letters within it. */

struct msg_file {
	struct span name;	      /* UTF-8, or 8 bit as written; may be empty */
	struct span declared;	      /* media type, or empty */
	const struct ole_entry *data; /* its stream */
};

struct msg_text {
	const struct ole_entry *stream;
	bool is_html, is_utf16;
};

struct msg {
	struct msg_file *files;
	size_t count;
	struct msg_text *texts;
	size_t text_count;
	bool has_rtf; /* a text in compressed RTF, which is not unpacked */
	bool has_far; /* an attachment that is only a path to it */
};

/* At most `max` files and as many texts; GOT_LIMIT when there are more. */
enum got msg_read(struct arena *a, const struct ole *ole, size_t max, struct msg *msg_r);

#endif
