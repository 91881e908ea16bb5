/* An RSA public key in DER to modulus and exponent. Written here because the library's
 * decoder tries every key format and encoding that it knows for each key, which costs more
 * than the verification itself. Lengths need not be the shortest, and bytes behind the key
 * are ignored, as in the decoders that signers test against. */
#include "crypto/der.h"

enum { DER_INTEGER = 0x02, DER_BIT_STRING = 0x03, DER_OID = 0x06, DER_SEQUENCE = 0x30 };

/* Length octets (X.690 section 8.1.3) off `*s`; indefinite and over four octets: none. */
static bool take_length(struct span *s, size_t *n_r)
{
	if (s->n == 0)
		return false;
	size_t n = s->p[0];
	*s = span_skip(*s, 1);
	if (n >= 0x80) {
		size_t octets = n & 0x7f;
		if (octets == 0 || octets > 4 || octets > s->n)
			return false;
		n = 0;
		for (size_t i = 0; i < octets; i++)
			n = n << 8 | s->p[i];
		*s = span_skip(*s, octets);
	}
	*n_r = n;
	return n <= s->n;
}

/* Takes an element of that tag off `*s`. */
static bool take(struct span *s, unsigned char tag, struct span *content_r)
{
	size_t n;
	if (s->n == 0 || s->p[0] != tag)
		return false;
	*s = span_skip(*s, 1);
	if (!take_length(s, &n))
		return false;
	*content_r = span_take(*s, n);
	*s = span_skip(*s, n);
	return true;
}

static bool take_number(struct span *s, struct span *number_r)
{
	if (!take(s, DER_INTEGER, number_r))
		return false;
	while (number_r->n && number_r->p[0] == 0)
		*number_r = span_skip(*number_r, 1);
	return number_r->n > 0;
}

static bool read_pair(struct span s, struct span *modulus_r, struct span *exponent_r)
{
	struct span sequence;
	return take(&s, DER_SEQUENCE, &sequence) && take_number(&sequence, modulus_r) &&
	       take_number(&sequence, exponent_r);
}

/* The RSAPublicKey inside a SubjectPublicKeyInfo. */
static bool unwrap(struct span s, struct span *key_r)
{
	static const unsigned char rsa[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1,
		1 };
	struct span info, algorithm, oid, bits;
	if (!take(&s, DER_SEQUENCE, &info) || !take(&info, DER_SEQUENCE, &algorithm) ||
		!take(&algorithm, DER_OID, &oid) ||
		!span_equal(oid, span_of(rsa, sizeof(rsa))) ||
		!take(&info, DER_BIT_STRING, &bits) || bits.n == 0 || bits.p[0] != 0)
		return false;
	*key_r = span_skip(bits, 1);
	return true;
}

bool der_rsa_key(struct span s, struct span *modulus_r, struct span *exponent_r)
{
	struct span key;
	if (unwrap(s, &key))
		s = key;
	return read_pair(s, modulus_r, exponent_r);
}
