#ifndef ASSAY_PARSE_FILE_XAR_H
#define ASSAY_PARSE_FILE_XAR_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

/* xar archives, which installers of macOS (.pkg) are: a list in XML, packed, and behind it the
 * heap with what is packed of each member. */

enum xar_packing { XAR_NONE, XAR_ZLIB, XAR_BZIP2, XAR_LZMA, XAR_OTHER };

struct xar_entry {
	struct span name; /* with its folders */
	struct span packed;
	uint64_t size; /* unpacked, as told */
	uint32_t mode;
	enum xar_packing packing;
	struct span sum_kind, sum; /* of the unpacked bytes: "sha1", hexadecimal */
	bool is_folder, is_symlink;
	bool is_cut; /* some of `packed` stands outside of the file */
	struct span target;
	/* --- of the reading --- */
	size_t folder; /* index + 1 of the entry that holds it */
	uint64_t at, packed_n;
};

struct xar {
	struct xar_entry *entries;
	size_t count, capacity;
};

/* How large the list is, unpacked, as the file tells; 0 when it is no such archive. */
uint64_t xar_list_size(struct span file);
/* GOT_SOME: the list is damaged or cut; GOT_LIMIT: longer than `list_max` bytes, or of more
 * than `entries_max` members. */
enum got xar_read(struct arena *a, struct span file, size_t list_max, size_t entries_max,
	struct xar *xar_r);

#endif
