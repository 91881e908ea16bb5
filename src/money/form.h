#ifndef ASSAY_MONEY_FORM_H
#define ASSAY_MONEY_FORM_H

#include "money/address.h"

/* The forms of addresses, one reader each. Of this folder alone. Each gives false for what
 * is not of its form; a form with a wrong checksum is of its form. */

bool money_read_hex(struct span s, struct money_address *out);
bool money_read_base58(struct span s, struct money_address *out);
bool money_read_monero(struct span s, struct money_address *out);
bool money_read_bech32(struct span s, struct money_address *out);
bool money_read_cashaddr(struct span s, struct money_address *out);

/* Digits of base58 in that alphabet to bytes, leading zeros kept. Gives the number of bytes,
 * or SPAN_NONE for a character that is no digit and for more than `max` bytes. */
size_t base58_decode(struct span s, const char *alphabet, unsigned char *out, size_t max);
/* The address of a witness program, NUL-terminated; gives its length. */
size_t segwit_write(const char *word, unsigned version, struct span program, char *out);
extern const char base58_bitcoin[], base58_ripple[];

#endif
