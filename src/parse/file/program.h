#ifndef ASSAY_PARSE_FILE_PROGRAM_H
#define ASSAY_PARSE_FILE_PROGRAM_H

#include <stdint.h>

#include "base/span.h"
#include "parse/file/type.h"
#include "parse/got.h"

/* What the headers of a program tell: PE (Microsoft's PE format), ELF (System V gABI) and
 * Mach-O. What it does when it runs, nobody here looks at. */

enum program_packer {
	PACKER_NONE,
	PACKER_ARCHIVE, /* a zip, 7z, RAR or cabinet behind the program */
	PACKER_NSIS,	/* NSIS installer */
};

struct program {
	bool is_library;
	bool is_signed; /* bears a signature; nobody checked it */
	enum program_packer packer;
	struct span overlay; /* behind all sections, without the signature */
	size_t archive_at;   /* of the archive within `overlay` */
};

/* `type`: TYPE_PE, TYPE_ELF or TYPE_MACHO; others tell nothing. GOT_SOME: headers lie. */
enum got program_read(struct span bytes, enum file_type type, struct program *program_r);

#endif
