#ifndef ASSAY_PARSE_AUTHRES_H
#define ASSAY_PARSE_AUTHRES_H

#include "base/arena.h"
#include "parse/got.h"

/* Authentication-Results (RFC 8601), with a whole tokenizer: quoted strings, nested
 * comments, folds, properties that belong to one clause and to no other. Whether to
 * believe it is the reader's question, not this parser's. */

/* Honest fields have some ten clauses with five properties each; both bounds make
 * GOT_LIMIT. */
enum { AUTHRES_CLAUSES_MAX = 100, AUTHRES_PROPERTIES_MAX = 500 };

struct authres_property {
	struct span type; /* "smtp", "header" ...; empty for a mere name: "action=none" */
	struct span name; /* "mailfrom", "d", "i", "from" ... */
	struct span value; /* unquoted */
};

struct authres_clause {
	struct span method; /* lower case: "dkim", "spf", "dmarc", "arc" ... */
	unsigned version;   /* method-version, 1 by default */
	struct span result; /* lower case: "pass", "fail" ... */
	struct span reason; /* reason="...", or empty */
	struct authres_property *properties;
	size_t count;
};

struct authres {
	struct span authserv_id;	/* as written, unquoted */
	unsigned version;		/* authres-version, 1 by default */
	struct authres_clause *clauses; /* none for "; none" */
	size_t count;
};

/* GOT_SOME: the id and the clauses before the first broken one are there; nothing behind a
 * broken clause is believed. GOT_NONE: not even an id. */
enum got authres_parse(struct arena *a, struct span value, struct authres *authres_r);

/* The value of `type.name` in the clause (ASCII letters folded), or an empty span. */
struct span authres_property(
	const struct authres_clause *c, const char *type, const char *name);

#endif
