#ifndef ASSAY_PARSE_WORD_H
#define ASSAY_PARSE_WORD_H

#include "base/arena.h"

/* Encoded words (RFC 2047, RFC 2231 language suffix) and charsets, to UTF-8. */

/* `s` with its encoded words decoded, white space between two of them dropped; always
 * valid UTF-8: unknown charsets and broken bytes become U+FFFD, raw 8-bit is read as UTF-8
 * and, failing that, as windows-1252; raw ISO-2022-JP is known by its escapes. Folds become one space. `*encoded_r` (may be NULL)
 * tells whether an encoded word was there. */
struct span word_decode(struct arena *a, struct span s, bool *encoded_r);

/* True when something of the form =?charset?B?text?= is anywhere in `s`. */
bool word_is_in(struct span s);

/* Length of the raw ISO-2022-JP text (RFC 1468) that `s` begins with, from its escape
 * sequence to the one back to ASCII, or 0. Its bytes may look like quotes and commas. */
size_t word_jis_length(struct span s);

/* Length of the encoded word that `s` begins with, or 0. Only words of a mailer's usual
 * length and without white space: cheap enough to be asked at every "=?". */
size_t word_length(struct span s);

/* `s`, written in `charset` (any IANA name or alias), as valid UTF-8. `*known_r` (may be
 * NULL) is false for a charset nobody knows: then 8-bit bytes become U+FFFD. */
struct span charset_to_utf8(
	struct arena *a, struct span charset, struct span s, bool *known_r);

#endif
