#ifndef ASSAY_PARSE_FILE_NAME_H
#define ASSAY_PARSE_FILE_NAME_H

#include <stdint.h>

#include "parse/file/type.h"

/* What a file's name makes people believe, and what the system does when they click. */

/* What a click does by the last extension. */
enum name_act {
	NAME_OPENS,    /* shows it, or unknown */
	NAME_PROGRAM,  /* runs it as a program or installs it */
	NAME_SCRIPT,   /* runs it as program text */
	NAME_SHORTCUT, /* does what the shortcut tells */
	NAME_LINK,     /* opens an address: .url, .webloc */
	NAME_SOURCE,   /* program text that only some machines run: .js, .py, .sh */
};

enum name_hiding {
	NAME_PLAIN,
	NAME_BIDI,	/* letters are shown in another order than they stand */
	NAME_INVISIBLE, /* a character that shows nothing */
	NAME_BLANKS,	/* many blanks push the ending out of sight */
	NAME_DOT,	/* a character that looks like a dot */
};

struct name_look {
	enum name_act act;
	struct span extension; /* as it stands, without the dot */
	struct span decoy;     /* "pdf" of CV.pdf.lnk, where that is a document's */
	enum name_hiding hiding;
	uint32_t code_point; /* of the first hidden character, or 0 */
	size_t blanks;	     /* longest run of them, where hiding is NAME_BLANKS */
};

/* Looks at the part behind the last separator; UTF-8 as far as it is that. */
struct name_look name_look(struct span name);
/* What a click on `extension` does, any case. */
enum name_act name_act_of(struct span extension);

#endif
