#ifndef ASSAY_BASE_NUM_H
#define ASSAY_BASE_NUM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* All of `s` as a decimal number of at most `max`: digits only, at least one. False, and
 * `*out_r` untouched, for anything else. */
bool num_parse(struct span s, uint64_t max, uint64_t *out_r);
/* The same for hexadecimal, without a prefix. */
bool num_parse_hex(struct span s, uint64_t max, uint64_t *out_r);

/* Value of one hexadecimal digit, or -1. */
int num_hex_digit(unsigned char c);

/* All of `s` as `n` bytes of two hexadecimal digits each, without a prefix. */
bool num_hex_bytes(struct span s, unsigned char *out, size_t n);

#endif
