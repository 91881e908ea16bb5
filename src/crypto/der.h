#ifndef ASSAY_CRYPTO_DER_H
#define ASSAY_CRYPTO_DER_H

#include "base/span.h"

/* The one shape of DER that mail needs: an RSA public key. */

/* Modulus and exponent, big-endian without leading zeros, pointing into `s`. Reads a
 * SubjectPublicKeyInfo (RFC 5280) of rsaEncryption or a bare RSAPublicKey (RFC 8017
 * A.1.1). False for anything else. */
bool der_rsa_key(struct span s, struct span *modulus_r, struct span *exponent_r);

#endif
