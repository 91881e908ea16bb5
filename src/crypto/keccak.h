#ifndef ASSAY_CRYPTO_KECCAK_H
#define ASSAY_CRYPTO_KECCAK_H

#include "base/span.h"

enum { KECCAK256_BYTES = 32 };

/* Keccak-256 with the padding of 2011 (0x01), which Ethereum and Monero use. It is not
 * SHA3-256 of FIPS 202, whose padding is 0x06. */
void keccak256(struct span s, unsigned char out[KECCAK256_BYTES]);

#endif
