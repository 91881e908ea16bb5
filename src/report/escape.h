#ifndef ASSAY_REPORT_ESCAPE_H
#define ASSAY_REPORT_ESCAPE_H

#include "base/text.h"

/* Foreign strings on their way to a reader: one function for each medium, and no other way
 * out. Whatever the bytes, what is written is valid UTF-8 and cannot command the medium. */

/* For terminals and plain text, on one line: controls, ESC, direction overrides, invisible
 * characters and broken UTF-8 are shown as \xHH or <U+HHHH>. Text with right-to-left
 * letters stands in a bidi isolate (UAX #9), so it cannot reorder its neighbours. */
void escape_terminal(struct text *t, struct span foreign);
/* The same, at most `max` code points of it, then "...". */
void escape_terminal_short(struct text *t, struct span foreign, size_t max);

/* The inside of a JSON string (RFC 8259 section 7). Broken bytes become U+FFFD; what a
 * terminal might obey is written as \uXXXX, so the line may be looked at too. */
void escape_json(struct text *t, struct span foreign);

#endif
