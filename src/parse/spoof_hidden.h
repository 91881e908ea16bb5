#ifndef ASSAY_PARSE_SPOOF_HIDDEN_H
#define ASSAY_PARSE_SPOOF_HIDDEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* Code points to what they show: what the searches for hidden characters and for mixed
 * words share. Of parse/spoof alone; others ask spoof.h. */

/* True for a character that shows nothing, or only turns what is around it, honest or not. */
bool spoof_is_hidden(uint32_t code_point);

/* True for what words consist of: letters, digits and marks; never for 0. */
bool spoof_is_word_part(uint32_t code_point);

/* True when `is` holds for a code point of UTF-8 text `s`. */
bool spoof_has(struct span s, bool (*is)(uint32_t code_point));

#endif
