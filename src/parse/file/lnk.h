#ifndef ASSAY_PARSE_FILE_LNK_H
#define ASSAY_PARSE_FILE_LNK_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

/* A Windows shortcut (MS-SHLLINK). Texts are UTF-8 where the file has UTF-16, else bytes of
 * an unknown code page; empty where there is none. */

enum lnk_flag {
	LNK_HAS_IDS = 1 << 0,
	LNK_HAS_INFO = 1 << 1,
	LNK_HAS_NAME = 1 << 2,
	LNK_HAS_RELATIVE = 1 << 3,
	LNK_HAS_WORKING = 1 << 4,
	LNK_HAS_ARGUMENTS = 1 << 5,
	LNK_HAS_ICON = 1 << 6,
	LNK_IS_UNICODE = 1 << 7,
};

struct lnk {
	uint32_t flags, attributes, file_size, show;
	int32_t icon_index;
	uint64_t created, accessed, written; /* FILETIME; 0: not told */
	struct span id_path;		     /* names of the item list, joined by '\' */
	struct span panel; /* the library of an item of the control panel */
	struct span local_path, suffix, share, volume; /* of LinkInfo */
	struct span description, relative, working, arguments, icon;
	struct span environment, icon_environment, machine, store_path;
	uint64_t arguments_at; /* where the arguments stand in the file */
	struct span overlay;   /* behind the last structure */
	struct span target;    /* the best of the above: what a click runs */
};

bool lnk_taste(struct span bytes);
/* GOT_SOME: a structure is cut short or lies; what stands before it was read. */
enum got lnk_read(struct arena *a, struct span bytes, struct lnk *lnk_r);

#endif
