#ifndef ASSAY_PARSE_FILE_JSON_H
#define ASSAY_PARSE_FILE_JSON_H

#include "base/arena.h"
#include "parse/got.h"

/* JSON as editors read it: with comments, trailing commas, single quotes and bare keys. A
 * pull reader: no tree is built, nothing recurses. */

enum { JSON_DEPTH_MAX = 24 };

enum json_kind {
	JSON_OBJECT, /* opens; its members follow, then JSON_CLOSE */
	JSON_ARRAY,
	JSON_CLOSE, /* of either */
	JSON_STRING,
	JSON_WORD, /* a number, true, false, null */
};

struct json {
	struct span all, rest;
	size_t depth; /* of what is open */
	bool is_object[JSON_DEPTH_MAX];
	struct span keys[JSON_DEPTH_MAX + 1]; /* keys[d]: of the member open at depth d */
	bool broken;
};

struct json_item {
	enum json_kind kind;
	size_t depth;	  /* of the object or array that it stands in */
	struct span key;  /* raw, without quotes; empty in an array */
	struct span text; /* a string's, raw, without quotes; a word */
	size_t offset;
};

struct json json_of(struct span bytes);
/* False at the end, or where nothing can be read on: then `broken` tells. */
bool json_next(struct json *j, struct json_item *item_r);
/* A string's text as it is meant: escapes become UTF-8. */
struct span json_text(struct arena *a, struct span raw);
/* The key of what is open at that depth (1: a member of the root); empty in an array. */
struct span json_key_at(const struct json *j, size_t depth);

#endif
