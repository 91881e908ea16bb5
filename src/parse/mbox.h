#ifndef ASSAY_PARSE_MBOX_H
#define ASSAY_PARSE_MBOX_H

#include "base/span.h"
#include "parse/got.h"

/* Mailboxes of the mbox family (mboxo, mboxrd, mboxcl2; RFC 4155): letters behind
 * "From " lines. Run by the front, so it only cuts: no copy, no allocation, one pass. */

/* How sure it is that `head` begins an mbox: 0 to 100. */
int mbox_taste(struct span head);

/* Takes the next letter off `*rest`: its bytes without the "From " line and without the
 * empty line behind it. False when no letter is left. A "From " line is one that has an
 * empty line (or nothing) before it and a date at its end, or a Content-Length that ends
 * exactly before it. */
bool mbox_next(struct span *rest, struct span *letter_r);

#endif
