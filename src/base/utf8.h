#ifndef ASSAY_BASE_UTF8_H
#define ASSAY_BASE_UTF8_H

#include <stdint.h>

#include "base/text.h"

#define UTF8_REPLACEMENT 0xFFFDu

/* Takes the next code point off `*s` (RFC 3629: no overlong form, no surrogate, at most
 * U+10FFFF). For a broken sequence: takes one byte, gives U+FFFD and returns false.
 * `*s` must not be empty. */
bool utf8_next(struct span *s, uint32_t *code_point_r);
bool utf8_is_valid(struct span s);
/* True when a byte of 0x80 or above is in `s`. */
bool utf8_has_8bit(struct span s);
/* A surrogate or a value past U+10FFFF is written as U+FFFD. */
void utf8_add(struct text *t, uint32_t code_point);

#endif
