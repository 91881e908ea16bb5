#ifndef ASSAY_PARSE_IMAP_H
#define ASSAY_PARSE_IMAP_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

/* What an IMAP server sends (RFC 3501, RFC 9051): first cut into responses, then read. */

enum imap_cut {
	IMAP_CUT_WHOLE,	   /* a response stands there */
	IMAP_CUT_MORE,	   /* not all of it has come yet */
	IMAP_CUT_TOO_LONG, /* a line or the response is over its limit */
};

struct imap_limits {
	size_t line_max;  /* bytes between two literals */
	size_t bytes_max; /* of a response, literals included */
};

/* Length of the response that `s` begins with, line end included: it ends with the first
 * line that announces no literal. `*seen` is 0 for a new response and otherwise what the
 * call before left there, so that no byte is looked at again when more have come. */
enum imap_cut imap_cut(
	struct span s, const struct imap_limits *limits, size_t *seen, size_t *length_r);

enum imap_kind {
	IMAP_OTHER, /* read, and of no interest */
	IMAP_CONTINUE,
	IMAP_OK,
	IMAP_NO,
	IMAP_BAD,
	IMAP_PREAUTH,
	IMAP_BYE,
	IMAP_CAPABILITY,
	IMAP_LIST,
	IMAP_EXISTS,
	IMAP_FETCH,
};

enum imap_code { IMAP_CODE_NONE, IMAP_CODE_UIDVALIDITY, IMAP_CODE_UIDNEXT };

/* Flags of a mailbox: bits. */
enum imap_flag { IMAP_NOT_SELECTABLE = 1 << 0, IMAP_SENT = 1 << 1 };

struct imap_response {
	struct span tag; /* empty: untagged */
	enum imap_kind kind;
	struct span text; /* OK, NO, BAD, BYE: for people; CAPABILITY: the words */
	enum imap_code code;
	uint32_t number; /* of the code, EXISTS or FETCH */
	/* LIST */
	unsigned flags;
	struct span name; /* of a mailbox, in modified UTF-7 as it came */
	char delimiter;	  /* NUL: the mailbox stands in no tree */
	/* FETCH */
	uint32_t uid; /* 0: not given */
	bool has_date;
	int64_t date_unix_s; /* INTERNALDATE */
	struct span header; /* BODY[HEADER], also its first part "<0>"; NULL: not given */
};

/* Reads one response, as imap_cut() gives it. GOT_NONE: not IMAP at all. GOT_SOME: a kind
 * that is of interest, with something broken in it. Spans point into `response`; a copy
 * only of a quoted string with backslashes. */
enum got imap_parse(struct arena *a, struct span response, struct imap_response *r_r);

/* True when `word` is one of the words of a CAPABILITY response. */
bool imap_has(struct span words, const char *word);

/* A mailbox's name in modified UTF-7 (RFC 3501 section 5.1.3) out of UTF-8. */
struct span imap_name_encode(struct arena *a, struct span utf8);

#endif
