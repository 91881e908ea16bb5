#ifndef ASSAY_PARSE_FILE_ODF_H
#define ASSAY_PARSE_FILE_ODF_H

#include <stdint.h>

#include "base/text.h"
#include "parse/file/xml.h"
#include "parse/got.h"

/* OpenDocument (OASIS, ISO/IEC 26300): what a text of XML of such a document reaches for, in a
 * package or as one flat file. */

enum odf_kind {
	ODF_REMOTE, /* fetched by itself; `name`: as which relationship of OOXML it counts */
	ODF_LINK,     /* a person clicks it */
	ODF_DDE,      /* "server topic item" */
	ODF_LISTENER, /* `name`: the event, `text`: the macro that it calls */
	ODF_MODULE,   /* program text of that name */
	ODF_OBJECT, /* in base64, see odf_object(): an object of another program, a picture */
	ODF_PICTURE,
};

struct odf_item {
	enum odf_kind kind;
	struct span name, text;
	uint64_t offset; /* in `text` of the walk */
};

struct odf_walk {
	struct span text; /* of the document: UTF-16 is made UTF-8 */
	/* A declaration of entities, which are not expanded: text may be hidden in them. */
	bool has_entities;
	bool is_broken; /* at the end: more tags began than ended, or fewer */

	/* --- of the walk --- */
	struct arena *arena;
	struct span rest;
	struct xml_tag tag;
	bool has_tag;
	unsigned step; /* what of `tag` was told already */
	int64_t depth;
	struct span around;  /* the last tag that began and was no part of binary data */
	struct span formula; /* what of the tag's formula is not told yet */
	struct text *module; /* that is being passed */
	struct span module_name, module_tag;
	uint64_t module_from;
};

void odf_walk_begin(struct arena *a, struct span bytes, struct odf_walk *w);
bool odf_walk_next(struct odf_walk *w, struct odf_item *item_r);

/* The bytes of an object, at most about three quarters of its text. False: not all of it had
 * a meaning. */
bool odf_object(struct arena *a, struct span text, struct span *bytes_r);

/* True for an event that comes by itself, or by the mouse passing by: none that a person
 * presses something for. */
bool odf_event_is_unasked(struct span event);

/* Where a macro stands that a listener calls: of the document itself, or of what is installed,
 * in a language other than Basic: then the document needs no program of its own. */
bool odf_macro_is_installed(struct span target);

/* The next entry of META-INF/manifest.xml whose bytes are ciphered; `*rest` begins as all of
 * it. `cipher_r`: "aes256-cbc", the end of the algorithm's name, or empty. */
bool odf_next_ciphered(
	struct arena *a, struct span *rest, struct span *name_r, struct span *cipher_r);

#endif
