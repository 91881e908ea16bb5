#ifndef ASSAY_CRYPTO_ZIP_LOCK_H
#define ASSAY_CRYPTO_ZIP_LOCK_H

#include <stdint.h>

#include "base/span.h"

/* The two locks of zip archives. Both write to `out`, which has room for `packed.n` bytes,
 * and give the number of bytes there; 0 when the password is not the one. */

/* The traditional one (APPNOTE.TXT 6.1). `check`: what the last byte of its header must be,
 * one of two: so one wrong password in some hundred passes. */
size_t zip_lock_traditional(struct span packed, struct span password,
	const unsigned char check[2], unsigned char *out);

/* WinZip's AE-1 and AE-2 with AES of 128, 192 or 256 bits (`strength` 1 to 3), its
 * authentication code checked. `*right_r`: the password fits; bytes that do not fit their code
 * give 0 with it. */
size_t zip_lock_aes(struct span packed, struct span password, unsigned strength,
	unsigned char *out, bool *right_r);

#endif
