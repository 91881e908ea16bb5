#ifndef ASSAY_PARSE_FILE_OWPML_H
#define ASSAY_PARSE_FILE_OWPML_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/file/xml.h"

/* OWPML (KS X 6101), the form in which Hangul keeps .hwpx: what a text of XML of such a package
 * reaches for. */

enum owpml_kind {
	OWPML_LINK,   /* a person clicks it */
	OWPML_REMOTE, /* `name`: as which relationship of OOXML it counts */
	OWPML_SCRIPT, /* the name of a part that is program text */
};

struct owpml_item {
	enum owpml_kind kind;
	const char *name;
	struct span text;
	uint64_t offset; /* in `text` of the walk */
};

struct owpml_walk {
	struct span text;  /* of the document: UTF-16 is made UTF-8 */
	bool has_entities; /* see struct odf_walk */
	bool is_broken;	   /* at the end: more tags began than ended, or fewer */

	/* --- of the walk --- */
	struct arena *arena;
	struct span rest;
	int64_t depth;
	bool is_link;	 /* of a field of that kind its parameters follow */
	bool is_command; /* the text that follows is its command */
};

void owpml_walk_begin(struct arena *a, struct span bytes, struct owpml_walk *w);
bool owpml_walk_next(struct owpml_walk *w, struct owpml_item *item_r);

/* The text of a script part, which is UTF-16 mostly, as UTF-8. */
struct span owpml_script_text(struct arena *a, struct span bytes);

#endif
