/* Addresses in base58 with four bytes of checksum: Bitcoin's first form (Base58Check) and
 * that of who took it over, told apart by the version in front; XRP's with the digits in
 * another order; Monero's, in blocks and with Keccak; and bare keys of 32 bytes (Solana).
 *
 * Versions are those of the reference clients' chain parameters (base58Prefixes) and of
 * SLIP-0044's neighbours; Monero's of its cryptonote_config.h. */
#include "base/must.h"
#include "crypto/cipher.h"
#include "crypto/keccak.h"
#include "money/form.h"

const char base58_bitcoin[] =
	"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const char base58_ripple[] = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";

enum { DIGITS_MAX = 48, BYTES_MAX = 40, CHECKSUM_BYTES = 4, HASH160_BYTES = 20 };

static int digit_of(const char *alphabet, unsigned char c)
{
	const char *at = c ? strchr(alphabet, c) : NULL;
	return at ? (int)(at - alphabet) : -1;
}

size_t base58_decode(struct span s, const char *alphabet, unsigned char *out, size_t max)
{
	size_t zeros = 0, used = 0;
	if (s.n > DIGITS_MAX)
		return SPAN_NONE;
	while (zeros < s.n && s.p[zeros] == (unsigned char)alphabet[0])
		zeros++;
	unsigned char little[DIGITS_MAX]; /* the number, its lowest byte first */
	for (size_t i = zeros; i < s.n; i++) {
		int digit = digit_of(alphabet, s.p[i]);
		if (digit < 0)
			return SPAN_NONE;
		unsigned carry = (unsigned)digit;
		for (size_t k = 0; k < used; k++) {
			carry += little[k] * 58u;
			little[k] = (unsigned char)carry;
			carry >>= 8;
		}
		if (carry)
			little[used++] = (unsigned char)carry;
	}
	if (zeros + used > max)
		return SPAN_NONE;
	memset(out, 0, zeros);
	for (size_t k = 0; k < used; k++)
		out[zeros + k] = little[used - 1 - k];
	return zeros + used;
}

static bool is_checked(const unsigned char *bytes, size_t n)
{
	unsigned char sum[HASH_BYTES_MAX];
	must(n > CHECKSUM_BYTES);
	size_t size =
		hash_of(HASH_SHA256, span_of(bytes, n - CHECKSUM_BYTES), SPAN(""), sum);
	hash_of(HASH_SHA256, span_of(sum, size), SPAN(""), sum);
	return memcmp(sum, bytes + n - CHECKSUM_BYTES, CHECKSUM_BYTES) == 0;
}

struct version {
	unsigned short number;
	unsigned char bytes; /* of the number */
	unsigned char chain, kind, network;
};

static const struct version versions[] = {
	{ 0, 1, MONEY_BITCOIN, MONEY_KEY_HASH, MONEY_MAIN },
	{ 5, 1, MONEY_BITCOIN, MONEY_SCRIPT_HASH, MONEY_MAIN },
	{ 111, 1, MONEY_BITCOIN, MONEY_KEY_HASH, MONEY_TEST },
	{ 196, 1, MONEY_BITCOIN, MONEY_SCRIPT_HASH, MONEY_TEST },
	{ 48, 1, MONEY_LITECOIN, MONEY_KEY_HASH, MONEY_MAIN },
	{ 50, 1, MONEY_LITECOIN, MONEY_SCRIPT_HASH, MONEY_MAIN },
	{ 58, 1, MONEY_LITECOIN, MONEY_SCRIPT_HASH, MONEY_TEST },
	{ 30, 1, MONEY_DOGECOIN, MONEY_KEY_HASH, MONEY_MAIN },
	{ 22, 1, MONEY_DOGECOIN, MONEY_SCRIPT_HASH, MONEY_MAIN },
	{ 113, 1, MONEY_DOGECOIN, MONEY_KEY_HASH, MONEY_TEST },
	{ 76, 1, MONEY_DASH, MONEY_KEY_HASH, MONEY_MAIN },
	{ 16, 1, MONEY_DASH, MONEY_SCRIPT_HASH, MONEY_MAIN },
	{ 140, 1, MONEY_DASH, MONEY_KEY_HASH, MONEY_TEST },
	{ 19, 1, MONEY_DASH, MONEY_SCRIPT_HASH, MONEY_TEST },
	{ 0x1CB8, 2, MONEY_ZCASH, MONEY_KEY_HASH, MONEY_MAIN },
	{ 0x1CBD, 2, MONEY_ZCASH, MONEY_SCRIPT_HASH, MONEY_MAIN },
	{ 0x1D25, 2, MONEY_ZCASH, MONEY_KEY_HASH, MONEY_TEST },
	{ 0x1CBA, 2, MONEY_ZCASH, MONEY_SCRIPT_HASH, MONEY_TEST },
	{ 38, 1, MONEY_BITCOIN_GOLD, MONEY_KEY_HASH, MONEY_MAIN },
	{ 23, 1, MONEY_BITCOIN_GOLD, MONEY_SCRIPT_HASH, MONEY_MAIN },
	{ 33, 1, MONEY_VERGE, MONEY_SCRIPT_HASH, MONEY_MAIN },
	{ 0x41, 1, MONEY_TRON, MONEY_ACCOUNT, MONEY_MAIN },
};

static const struct version *version_of(const unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < sizeof(versions) / sizeof(*versions); i++) {
		const struct version *v = &versions[i];
		unsigned number =
			v->bytes == 2 ? (unsigned)bytes[0] << 8 | bytes[1] : bytes[0];
		if (number == v->number &&
			n == (size_t)v->bytes + HASH160_BYTES + CHECKSUM_BYTES)
			return v;
	}
	return NULL;
}

static bool read_xrp(struct span s, struct money_address *out)
{
	unsigned char bytes[BYTES_MAX];
	if (s.p[0] != (unsigned char)base58_ripple[0])
		return false;
	size_t n = base58_decode(s, base58_ripple, bytes, sizeof(bytes));
	if (n != 1 + HASH160_BYTES + CHECKSUM_BYTES || bytes[0] != 0)
		return false;
	out->chain = MONEY_XRP;
	out->checksum = is_checked(bytes, n) ? MONEY_PROVED : MONEY_WRONG;
	out->count = HASH160_BYTES;
	memcpy(out->bytes, bytes + 1, HASH160_BYTES);
	return true;
}

static bool read_versioned(
	const unsigned char *bytes, size_t n, struct money_address *out)
{
	const struct version *v = version_of(bytes, n);
	if (!v)
		return false;
	out->chain = (enum money_chain)v->chain;
	out->kind = (enum money_kind)v->kind;
	out->network = (enum money_network)v->network;
	out->checksum = is_checked(bytes, n) ? MONEY_PROVED : MONEY_WRONG;
	out->count = HASH160_BYTES;
	memcpy(out->bytes, bytes + v->bytes, HASH160_BYTES);
	return true;
}

bool money_read_base58(struct span s, struct money_address *out)
{
	enum {
		DIGITS_MIN = 25,
		KEY_DIGITS_MIN = 32,
		KEY_DIGITS_MAX = 44,
		KEY_BYTES = 32
	};
	unsigned char bytes[BYTES_MAX];
	if (s.n < DIGITS_MIN || s.n > KEY_DIGITS_MAX)
		return false;
	size_t n = base58_decode(s, base58_bitcoin, bytes, sizeof(bytes));
	struct money_address xrp = *out;
	bool is_xrp = read_xrp(s, &xrp);
	if (is_xrp && xrp.checksum == MONEY_PROVED) {
		*out = xrp;
		return true;
	}
	if (n != SPAN_NONE && read_versioned(bytes, n, out))
		return true;
	if (is_xrp) {
		*out = xrp;
		return true;
	}
	if (n != KEY_BYTES || s.n < KEY_DIGITS_MIN)
		return false;
	out->chain = MONEY_SOLANA;
	out->count = KEY_BYTES;
	memcpy(out->bytes, bytes, KEY_BYTES);
	return true;
}

/* --- Monero --- */

struct prefix {
	unsigned char number, kind, network;
};

static const struct prefix prefixes[] = {
	{ 18, MONEY_ACCOUNT, MONEY_MAIN },
	{ 19, MONEY_INTEGRATED, MONEY_MAIN },
	{ 42, MONEY_SUBADDRESS, MONEY_MAIN },
	{ 53, MONEY_ACCOUNT, MONEY_TEST },
	{ 54, MONEY_INTEGRATED, MONEY_TEST },
	{ 63, MONEY_SUBADDRESS, MONEY_TEST },
	{ 24, MONEY_ACCOUNT, MONEY_TEST }, /* stagenet */
	{ 25, MONEY_INTEGRATED, MONEY_TEST },
	{ 36, MONEY_SUBADDRESS, MONEY_TEST },
};

/* A block of digits as a number that fills exactly `size` bytes, big-endian. */
static bool decode_block(struct span digits, unsigned char *out, size_t size)
{
	unsigned __int128 number = 0;
	for (size_t i = 0; i < digits.n; i++) {
		int digit = digit_of(base58_bitcoin, digits.p[i]);
		if (digit < 0)
			return false;
		number = number * 58 + (unsigned)digit;
	}
	if (number >> (8 * size))
		return false;
	for (size_t i = 0; i < size; i++)
		out[i] = (unsigned char)(number >> (8 * (size - 1 - i)));
	return true;
}

/* Eleven digits hold eight bytes; the last block holds what its length allows. */
static size_t decode_blocks(struct span s, unsigned char *out)
{
	enum { BLOCK_DIGITS = 11, BLOCK_BYTES = 8 };
	static const signed char sizes[BLOCK_DIGITS] = { 0, -1, 1, 2, -1, 3, 4, 5, -1, 6,
		7 };
	size_t n = 0;
	for (; s.n >= BLOCK_DIGITS; s = span_skip(s, BLOCK_DIGITS), n += BLOCK_BYTES)
		if (!decode_block(span_take(s, BLOCK_DIGITS), out + n, BLOCK_BYTES))
			return 0;
	if (sizes[s.n] < 0 || !decode_block(s, out + n, (size_t)sizes[s.n]))
		return 0;
	return n + (size_t)sizes[s.n];
}

bool money_read_monero(struct span s, struct money_address *out)
{
	enum { DIGITS = 95, INTEGRATED_DIGITS = 106, KEYS_BYTES = 64, ID_BYTES = 8 };
	unsigned char bytes[1 + MONEY_BYTES_MAX + CHECKSUM_BYTES], sum[KECCAK256_BYTES];
	if (s.n != DIGITS && s.n != INTEGRATED_DIGITS)
		return false;
	size_t n = decode_blocks(s, bytes);
	const struct prefix *p = NULL;
	for (size_t i = 0; n && i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (prefixes[i].number == bytes[0])
			p = &prefixes[i];
	if (!p || (p->kind == MONEY_INTEGRATED) != (s.n == INTEGRATED_DIGITS))
		return false;
	size_t payload = n - CHECKSUM_BYTES;
	must(payload == 1 + KEYS_BYTES + (p->kind == MONEY_INTEGRATED ? ID_BYTES : 0));
	keccak256(span_of(bytes, payload), sum);
	out->chain = MONEY_MONERO;
	out->kind = (enum money_kind)p->kind;
	out->network = (enum money_network)p->network;
	out->checksum =
		memcmp(sum, bytes + payload, CHECKSUM_BYTES) ? MONEY_WRONG : MONEY_PROVED;
	out->count = payload - 1;
	memcpy(out->bytes, bytes + 1, out->count);
	return true;
}
