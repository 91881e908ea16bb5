#ifndef ASSAY_PARSE_FILE_PDF_H
#define ASSAY_PARSE_FILE_PDF_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

/* A PDF (ISO 32000-2) as all objects that any reader could find in it: by its tables, by
 * the words "1 0 obj", and within object streams. Whether an object is reachable does not
 * count: readers repair differently, and thieves know how. */

enum pdf_kind {
	PDF_WORD, /* true, null, a real number, and what is none of these */
	PDF_INT,
	PDF_NAME,   /* without the slash; "#41" is still as it stands */
	PDF_STRING, /* between its parentheses, or its angle brackets with `hex` */
	PDF_ARRAY,
	PDF_DICT, /* children are key, value, key, value */
	PDF_REF,
};

/* One value of a flat tree: its children follow it up to `next`, which is the index of what
 * stands behind it. */
struct pdf_value {
	uint8_t kind;
	bool hex;
	uint32_t start, n; /* in the tree's text */
	uint32_t next;
};

struct pdf_tree {
	struct span text;
	struct pdf_value *values;
	uint32_t count;
};

struct pdf_object {
	uint32_t number, generation;
	struct span body;   /* the value */
	struct span stream; /* raw; p is NULL without one */
	bool packed;	    /* out of an object stream: its strings are not encrypted */
	bool is_store, is_table; /* an object stream, a cross-reference stream */
	bool is_trailer;
	uint64_t offset; /* in the file; of the object stream when packed */
	uint32_t older;	 /* index + 1 of the one before it in the same bucket */
	struct pdf_tree *tree;
};

/* What the reader is lent; `hash_bits` is 0 for MD5, else of SHA-2. */
struct pdf_lent {
	void *state;
	/* How many of so many unpacked bytes may be kept. */
	size_t (*room)(void *state, uint64_t wanted);
	size_t (*hash)(
		unsigned hash_bits, struct span a, struct span b, unsigned char out[64]);
	void (*rc4)(struct span key, struct span in, unsigned char *out);
	size_t (*aes_decrypt)(struct span key, const unsigned char iv[16], struct span in,
		unsigned char *out);
	size_t (*aes_encrypt)(struct span key, const unsigned char iv[16], struct span in,
		unsigned char *out);
	size_t objects_max, stream_max;
};

enum pdf_lock {
	PDF_OPEN,
	PDF_UNLOCKED, /* no password was needed to read it, or that one opened it */
	PDF_LOCKED,   /* it needs one */
	PDF_FOREIGN,  /* locked by a handler that is not the standard one */
};

struct pdf;

struct pdf *pdf_read(struct arena *a, struct span bytes, const struct pdf_lent *lent);
/* Opens the lock, if there is one, with that password (empty: the usual case), and unpacks
 * the object streams. */
enum pdf_lock pdf_unlock(struct pdf *pdf, struct span password);
void pdf_unpack(struct pdf *pdf);

enum got pdf_got(const struct pdf *pdf);
size_t pdf_count(const struct pdf *pdf);
struct pdf_object *pdf_at(struct pdf *pdf, size_t i);
/* The last object of that number, or NULL. */
struct pdf_object *pdf_object(struct pdf *pdf, uint32_t number);
const char *pdf_lock_name(const struct pdf *pdf); /* "rc4-40", "aes-256": a literal */

/* The object's tree, in a place that is used again for the next one; or, kept, in the
 * arena. NULL when there is nothing. */
const struct pdf_tree *pdf_look(struct pdf *pdf, struct pdf_object *o);
const struct pdf_tree *pdf_keep(struct pdf *pdf, struct pdf_object *o);

/* The value called `key` of the dictionary at index `dict`, or NULL. */
const struct pdf_value *pdf_get(const struct pdf_tree *t, uint32_t dict, const char *key);
struct span pdf_text(const struct pdf_tree *t, const struct pdf_value *v);
bool pdf_name_is(const struct pdf_tree *t, const struct pdf_value *v, const char *name);
/* The name with its #xx decoded into `room`; longer ones are cut. */
struct span pdf_name(struct span raw, unsigned char *room, size_t n);
bool pdf_int(const struct pdf_tree *t, const struct pdf_value *v, uint32_t *n_r);
/* A number rounded down, 0 when it is none. */
int64_t pdf_number(const struct pdf_tree *t, const struct pdf_value *v);

/* Where a reference leads, up to a few steps: the object's kept tree, its value at *v_r;
 * the tree itself for what is no reference. NULL: nowhere. */
const struct pdf_tree *pdf_follow(struct pdf *pdf, const struct pdf_tree *t,
	const struct pdf_value *v, const struct pdf_value **v_r,
	struct pdf_object **object_r);

/* The string's bytes, decrypted; text in UTF-16 as UTF-8. `o`: whose it is. */
struct span pdf_string(struct pdf *pdf, const struct pdf_object *o,
	const struct pdf_tree *t, const struct pdf_value *v);
/* The stream's bytes, decrypted and through its filters. GOT_NONE: a filter of pictures,
 * or one that is not known. */
struct span pdf_stream(struct pdf *pdf, struct pdf_object *o, bool keep, enum got *got_r);
/* The same of a picture, at most `max` bytes, in a place that the next stream overwrites:
 * its samples, or with `*jpeg_r` a JPEG. */
struct span pdf_picture(
	struct pdf *pdf, struct pdf_object *o, size_t max, bool *jpeg_r, enum got *got_r);

/* --- within the reader --- */

/* Filters (pdf_filter.c): in the form that `name` says. */
struct inflater;
struct pdf_predict {
	uint32_t predictor, colors, bits, columns;
	bool early; /* LZW's EarlyChange */
};
struct span pdf_filter(struct arena *a, struct inflater *z, struct span name,
	const struct pdf_predict *p, struct span in, size_t max, bool keep,
	enum got *got_r);

/* Locks (pdf_crypt.c). */
struct pdf_key {
	unsigned char bytes[32];
	size_t n;
	uint32_t version;
	bool string_aes, stream_aes, string_clear, stream_clear;
};
struct pdf_crypt {
	uint32_t v, r, length_bits;
	int64_t permissions;
	struct span owner, user, owner_key, user_key, id;
	bool metadata;
};
bool pdf_crypt_key(const struct pdf_lent *lent, const struct pdf_crypt *c,
	struct span password, struct pdf_key *key_r);
struct span pdf_crypt_open(const struct pdf_lent *lent, struct arena *a,
	const struct pdf_key *key, bool aes, uint32_t number, uint32_t generation,
	struct span in);

#endif
