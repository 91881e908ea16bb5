#ifndef ASSAY_PARSE_ADDRESS_TOKEN_H
#define ASSAY_PARSE_ADDRESS_TOKEN_H

#include "base/arena.h"

/* The value of an address field to tokens, and questions about runs of them. Of
 * parse/address alone; others ask address.h. */

enum kind { T_END, T_TEXT, T_SPACE, T_QUOTED, T_COMMENT, T_LITERAL, T_SPECIAL };

struct token {
	enum kind kind;
	unsigned char c; /* of a special */
	struct span s;	 /* whole, with its quotes or parentheses */
};

/* What of a value is not read yet: begins as { .rest = value }. */
struct tokenizer {
	struct span rest;
	bool open_quote, open_comment; /* one never closes: all are text from there on */
	bool behind_at;		       /* the last token but blanks was "@" */
};

/* A run of tokens [from, to); tokens and their bytes are borrowed. */
struct run {
	const struct token *from, *to;
};

/* Takes the next token off `in`; T_END when nothing is left. */
struct token token_next(struct tokenizer *in);

/* True for the special `c`. */
bool token_is(const struct token *t, unsigned char c);

/* True for space and comments. */
bool token_is_blank(const struct token *t);

/* The inside of a quoted string or a comment, without backslashes; a copy in the arena only
 * where there are some. */
struct span token_inside(struct arena *a, struct span s);

/* The first special `c` of the run, or NULL. */
const struct token *run_find(struct run r, unsigned char c);

/* The run without space at its ends; without comments there, too. */
struct run run_trim(struct run r);
struct run run_trim_blank(struct run r);

/* All bytes from the first token to the last; no pointer when there is none. */
struct span run_bytes(struct run r);

/* The first token that is neither space nor comment, or the run's end. */
const struct token *run_skip_blanks(struct run r);

/* True when there is no such token. */
bool run_is_blank(struct run r);

#endif
