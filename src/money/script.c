/* The address that an output script of Bitcoin and its kin pays to, written as wallets do:
 * Base58Check (version and 20 bytes), bech32 for witness version 0 (BIP-173), bech32m for
 * later ones (BIP-350). */
#include "money/script.h"
#include "crypto/cipher.h"
#include "money/form.h"

static const struct network {
	unsigned char key_hash, script_hash; /* versions of base58 */
	const char *word;		     /* of bech32 */
} networks[] = {
	[MONEY_MAIN] = { 0, 5, "bc" },
	[MONEY_TEST] = { 111, 196, "tb" },
	[MONEY_REGTEST] = { 111, 196, "bcrt" },
};

/* --- base58 --- */

static size_t base58_write(const unsigned char *bytes, size_t n, char *out)
{
	enum { DIGITS = 64 };
	unsigned char digits[DIGITS]; /* of the number, the lowest first */
	size_t zeros = 0, used = 0;
	while (zeros < n && bytes[zeros] == 0)
		zeros++;
	for (size_t i = zeros; i < n; i++) {
		unsigned carry = bytes[i];
		for (size_t k = 0; k < used; k++) {
			carry += digits[k] * 256u;
			digits[k] = (unsigned char)(carry % 58);
			carry /= 58;
		}
		for (; carry; carry /= 58)
			digits[used++] = (unsigned char)(carry % 58);
	}
	memset(out, base58_bitcoin[0], zeros);
	for (size_t k = 0; k < used; k++)
		out[zeros + k] = base58_bitcoin[digits[used - 1 - k]];
	out[zeros + used] = '\0';
	return zeros + used;
}

static size_t base58_check(unsigned char version, const unsigned char hash[20], char *out)
{
	enum { PLAIN = 21, CHECKSUM = 4 };
	unsigned char bytes[PLAIN + CHECKSUM], sum[HASH_BYTES_MAX];
	bytes[0] = version;
	memcpy(bytes + 1, hash, 20);
	size_t size = hash_of(HASH_SHA256, span_of(bytes, PLAIN), SPAN(""), sum);
	hash_of(HASH_SHA256, span_of(sum, size), SPAN(""), sum);
	memcpy(bytes + PLAIN, sum, CHECKSUM);
	return base58_write(bytes, sizeof(bytes), out);
}

/* --- scripts (BIP-16, BIP-141) --- */

enum {
	OP_0 = 0,
	OP_1 = 0x51,
	OP_16 = 0x60,
	OP_DUP = 0x76,
	OP_HASH160 = 0xA9,
	OP_EQUAL = 0x87,
	OP_EQUALVERIFY = 0x88,
	OP_CHECKSIG = 0xAC,
	PUSH_20 = 20
};

static bool is_key_hash(struct span s)
{
	return s.n == 25 && s.p[0] == OP_DUP && s.p[1] == OP_HASH160 &&
	       s.p[2] == PUSH_20 && s.p[23] == OP_EQUALVERIFY && s.p[24] == OP_CHECKSIG;
}

static bool is_script_hash(struct span s)
{
	return s.n == 23 && s.p[0] == OP_HASH160 && s.p[1] == PUSH_20 &&
	       s.p[22] == OP_EQUAL;
}

static bool is_witness(struct span s)
{
	return s.n >= 4 && s.n <= 42 &&
	       (s.p[0] == OP_0 || (s.p[0] >= OP_1 && s.p[0] <= OP_16)) &&
	       s.p[1] == s.n - 2;
}

size_t money_script_address(
	struct span script, enum money_network network, char out[MONEY_TEXT_MAX])
{
	const struct network *net = &networks[network];
	if (is_key_hash(script))
		return base58_check(net->key_hash, script.p + 3, out);
	if (is_script_hash(script))
		return base58_check(net->script_hash, script.p + 2, out);
	if (!is_witness(script))
		return 0;
	unsigned version = script.p[0] ? script.p[0] - OP_1 + 1u : 0;
	return segwit_write(net->word, version, span_skip(script, 2), out);
}
