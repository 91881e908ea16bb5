#ifndef ASSAY_PARSE_FILE_URL_H
#define ASSAY_PARSE_FILE_URL_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/file/type.h"
#include "parse/got.h"

/* Small text files that make a program open something: internet shortcuts, desktop entries,
 * remote desktop files, queries, launchers, library files, profiles, invitations. All are
 * read alike: the addresses in them, with the key that stands before each. */

enum url_use {
	URL_TARGET,  /* what is opened */
	URL_ICON,    /* a picture of it */
	URL_FOLDER,  /* where it is run */
	URL_COMMAND, /* not an address: a command line */
};

struct url_item {
	enum url_use use;
	struct span text;
	uint64_t offset; /* in `text` of the file */
};

struct url_file {
	struct span text; /* of the file: UTF-16 is made UTF-8 */
	struct url_item *items;
	size_t count;
};

/* GOT_LIMIT: more than `items_max`, or a text of more than some megabytes. */
enum got url_read(struct arena *a, struct span bytes, enum file_type type,
	size_t items_max, struct url_file *file_r);

/* \\host\..., file://host/..., WebDAV: another machine's files. */
bool url_is_share(struct span address);

#endif
