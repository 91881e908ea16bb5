#ifndef ASSAY_PARSE_MAIL_H
#define ASSAY_PARSE_MAIL_H

#include "parse/header.h"

/* A letter as a flat list of MIME parts (RFC 2045, 2046, 2231) that point into its bytes.
 * Nothing recurses: depth costs a stack slot of ours, bounded by the limits. */

enum mail_encoding {
	ENCODING_IDENTITY,
	ENCODING_BASE64,
	ENCODING_QP,
	ENCODING_UU,
	ENCODING_UNKNOWN
};

struct mail_part {
	struct header header; /* the part's own; the letter's for the root */
	struct span
		body; /* as it stands, still encoded, without the boundary's line end */
	struct span
		type; /* lower case "text/html"; the default of RFC 2045 5.2 if absent */
	struct span charset; /* as written, or empty */
	struct span name;    /* file name, RFC 2231 and 2047 decoded, UTF-8, or empty */
	enum mail_encoding encoding;
	bool attachment; /* Content-Disposition says so */
	unsigned depth;	 /* 0 for the root */
	size_t parent; /* index of the multipart or message/rfc822 it stands in; own for root */
	const char *path;  /* "mail", "mail/part 2", "mail/part 2/mail/part 1" */
	bool is_leaf;	   /* no parts of its own */
	bool cut;	   /* over a limit: not looked into */
	bool unterminated; /* a multipart without its closing boundary */
};

struct mail {
	struct header header;
	struct span bytes, body; /* the whole, and all behind the header */
	struct mail_part *parts; /* in the order they stand; the root first */
	size_t count;
	bool cut; /* something was over a limit */
};

struct mail_limits {
	struct header_limits header;
	size_t depth_max, parts_max;
};

/* `parts[0]` is always there; GOT_NONE when not even one header field was. */
enum got mail_parse(struct arena *a, struct span bytes, const struct mail_limits *limits,
	struct mail *mail_r);

/* The part's content decoded (base64, QP, uuencode), at most `max` bytes of it. `*clean_r`
 * (may be NULL): all of it was decoded, and every byte had a meaning. */
struct span mail_part_decode(
	struct arena *a, const struct mail_part *part, size_t max, bool *clean_r);

/* How sure it is that `head`, the first bytes of a thing, is a letter: 0 to 100. */
int mail_taste(struct span head);
/* True for what is written like a letter and is a web page with its pictures in one file
 * (RFC 2557), as browsers and Office save it: nobody sent it to anybody. */
bool mail_is_page(struct span head);

#endif
