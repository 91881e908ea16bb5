#ifndef ASSAY_PARSE_FILE_TAR_H
#define ASSAY_PARSE_FILE_TAR_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

/* Tape archives, member by member in the order of the file. */

struct tar_entry {
	struct span name,
		link; /* in the archive, or copies in the arena where a name was cut */
	struct span bytes; /* in the archive; less than `size` where it is cut off */
	uint64_t size;
	uint64_t offset; /* of the header */
	int64_t date_s;
	uint32_t mode;
	bool is_sparse; /* `bytes` are those that are stored; the holes of zeros are not */
	char kind; /* '0' file, '1' hard link, '2' symlink, '5' folder; others as they stand */
};

struct tar {
	struct arena *arena;
	struct span bytes;
	size_t at;
	struct span long_name, long_link; /* of the next member, or empty */
	uint64_t long_size;		  /* UINT64_MAX: not told */
	struct span sparse_name;	  /* of the next one, where it is sparse */
	uint64_t sparse_size;		  /* UINT64_MAX: it is not */
	bool has_map;
	enum got got; /* behind the last: GOT_ALL, GOT_SOME (damaged or cut off) */
};

/* Reading begins at the first header. */
struct tar tar_open(struct arena *a, struct span bytes);
/* False behind the last. */
bool tar_next(struct tar *tar, struct tar_entry *e_r);

#endif
