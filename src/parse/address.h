#ifndef ASSAY_PARSE_ADDRESS_H
#define ASSAY_PARSE_ADDRESS_H

#include "base/arena.h"
#include "parse/got.h"

/* Address lists (RFC 5322 section 3.4, obsolete syntax of 4.4, RFC 6532) as mailers read
 * them, with a note of every odd thing on the way: how a sender line is built is evidence
 * in itself. */

enum address_oddity {
	ADDRESS_HAS_COMMENT = 1 << 0, /* (comment) inside the addr-spec or the angle */
	ADDRESS_HAS_ROUTE = 1 << 1,   /* <@relay:user@host> */
	ADDRESS_HAS_ENCODED_WORD = 1 << 2, /* =?..?= inside the addr-spec */
	ADDRESS_HAS_NUL = 1 << 3,	   /* NUL inside the addr-spec */
	ADDRESS_HAS_CONTROL =
		1 << 4, /* another control character inside it, CR and LF too */
	ADDRESS_HAS_8BIT =
		1 << 5, /* a byte of 0x80 or above inside it that is no UTF-8 */
	ADDRESS_HAS_UTF8 = 1 << 6,	   /* valid UTF-8 inside it (RFC 6532) */
	ADDRESS_HAS_QUOTED_LOCAL = 1 << 7, /* "quoted local part"@host */
	ADDRESS_HAS_QUOTED_AT = 1 << 8,	   /* with an "@" or angle inside the quotes */
	ADDRESS_HAS_NO_DOMAIN = 1 << 9,	   /* nothing that is user@host */
	ADDRESS_HAS_MANY_ATS = 1 << 10,	   /* user@host@host, unquoted */
	ADDRESS_HAS_MANY_ANGLES = 1 << 11, /* <a@b> <c@d>: which one counts? */
	ADDRESS_HAS_OPEN_ANGLE = 1 << 12,  /* "<" never closed, or ">" never opened */
	ADDRESS_HAS_LITERAL = 1 << 13,	   /* user@[192.0.2.1] */
	ADDRESS_HAS_JUNK = 1 << 14,  /* bytes behind the address that mean nothing */
	ADDRESS_HAS_SPACE = 1 << 15, /* white space or a fold inside the addr-spec */
};

struct address {
	struct span raw; /* the mailbox as it stands, trimmed */
	struct span
		name; /* display name (or a lone trailing comment), decoded to UTF-8 */
	struct span name_raw; /* the same, as it stands */
	struct span local;    /* as written, without quotes, comments, folds */
	struct span
		domain; /* as written, without comments, folds and final dot; not folded */
	struct span group;    /* display name of the group it stands in, or empty */
	struct span comments; /* text of comments, decoded, joined by a space */
	unsigned oddities;    /* enum address_oddity */
};

struct address_list {
	struct address *list;
	size_t count;
	bool empty_group; /* "undisclosed-recipients:;" */
};

/* Reads at most `max` mailboxes out of an unfolded or folded field value. GOT_LIMIT also
 * when one of them has more words than are looked at. */
enum got address_list_parse(
	struct arena *a, struct span value, size_t max, struct address_list *list_r);

#endif
