/* Addresses in base 32 with a checksum by polynomial: bech32 (BIP-173) and bech32m (BIP-350)
 * for witness programs, for Zcash's shielded, Cardano's and the Cosmos family's addresses,
 * which the word in front tells apart; and cashaddr, Bitcoin Cash's own (its specification
 * "cashaddr", 2018), whose word in front may be left out.
 *
 * Other uses of bech32 are not money (nostr's npub, age's keys, lightning invoices), so a
 * word in front that is not in the table is no address. Left out: Zcash's unified addresses,
 * which are longer and shuffled. */
#include "base/must.h"
#include "money/form.h"

enum { VALUES_MAX = 128, CHECKSUM_VALUES = 6, CASH_CHECKSUM_VALUES = 8 };

static const char charset[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

enum scheme { SEGWIT, PLAIN };

struct word {
	const char *word;
	enum money_chain chain;
	enum scheme scheme;
	enum money_network network;
};

static const struct word words[] = {
	{ "bc", MONEY_BITCOIN, SEGWIT, MONEY_MAIN },
	{ "tb", MONEY_BITCOIN, SEGWIT, MONEY_TEST },
	{ "bcrt", MONEY_BITCOIN, SEGWIT, MONEY_REGTEST },
	{ "ltc", MONEY_LITECOIN, SEGWIT, MONEY_MAIN },
	{ "tltc", MONEY_LITECOIN, SEGWIT, MONEY_TEST },
	{ "rltc", MONEY_LITECOIN, SEGWIT, MONEY_TEST },
	{ "btg", MONEY_BITCOIN_GOLD, SEGWIT, MONEY_MAIN },
	{ "zs", MONEY_ZCASH, PLAIN, MONEY_MAIN },
	{ "ztestsapling", MONEY_ZCASH, PLAIN, MONEY_TEST },
	{ "addr", MONEY_CARDANO, PLAIN, MONEY_MAIN },
	{ "stake", MONEY_CARDANO, PLAIN, MONEY_MAIN },
	{ "addr_test", MONEY_CARDANO, PLAIN, MONEY_TEST },
	{ "cosmos", MONEY_COSMOS, PLAIN, MONEY_MAIN },
	{ "thor", MONEY_COSMOS, PLAIN, MONEY_MAIN },
	{ "tthor", MONEY_COSMOS, PLAIN, MONEY_TEST },
	{ "sthor", MONEY_COSMOS, PLAIN, MONEY_TEST },
	{ "maya", MONEY_COSMOS, PLAIN, MONEY_MAIN },
	{ "osmo", MONEY_COSMOS, PLAIN, MONEY_MAIN },
	{ "celestia", MONEY_COSMOS, PLAIN, MONEY_MAIN },
	{ "inj", MONEY_COSMOS, PLAIN, MONEY_MAIN },
	{ "sei", MONEY_COSMOS, PLAIN, MONEY_MAIN },
	{ "kava", MONEY_COSMOS, PLAIN, MONEY_MAIN },
	{ "terra", MONEY_COSMOS, PLAIN, MONEY_MAIN },
	{ "juno", MONEY_COSMOS, PLAIN, MONEY_MAIN },
	{ "akash", MONEY_COSMOS, PLAIN, MONEY_MAIN },
	{ "axelar", MONEY_COSMOS, PLAIN, MONEY_MAIN },
	{ "dydx", MONEY_COSMOS, PLAIN, MONEY_MAIN },
	{ "noble", MONEY_COSMOS, PLAIN, MONEY_MAIN },
	{ "neutron", MONEY_COSMOS, PLAIN, MONEY_MAIN },
	{ "secret", MONEY_COSMOS, PLAIN, MONEY_MAIN },
	{ "stars", MONEY_COSMOS, PLAIN, MONEY_MAIN },
	{ "stride", MONEY_COSMOS, PLAIN, MONEY_MAIN },
	{ "evmos", MONEY_COSMOS, PLAIN, MONEY_MAIN },
	{ "agoric", MONEY_COSMOS, PLAIN, MONEY_MAIN },
	{ "band", MONEY_COSMOS, PLAIN, MONEY_MAIN },
	{ "bnb", MONEY_COSMOS, PLAIN, MONEY_MAIN }, /* the Beacon Chain, ended in 2024 */
	{ "tbnb", MONEY_COSMOS, PLAIN, MONEY_TEST },
};

static const struct word *word_of(struct span s)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_equal_nocase(s, span_from_cstr(words[i].word)))
			return &words[i];
	return NULL;
}

static bool is_one_case(struct span s)
{
	bool upper = false, lower = false;
	for (size_t i = 0; i < s.n; i++) {
		upper |= s.p[i] >= 'A' && s.p[i] <= 'Z';
		lower |= s.p[i] >= 'a' && s.p[i] <= 'z';
	}
	return !(upper && lower);
}

/* The values of the characters, five bits each; 0 when one has none. */
static size_t values_of(struct span s, unsigned char values[VALUES_MAX])
{
	if (s.n > VALUES_MAX)
		return 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = ascii_lower(s.p[i]);
		const char *at = c ? strchr(charset, c) : NULL;
		if (!at)
			return 0;
		values[i] = (unsigned char)(at - charset);
	}
	return s.n;
}

/* Five bits each to bytes; what is left must be less than five bits, and zero. */
static size_t bytes_of(
	const unsigned char *values, size_t n, unsigned char *out, size_t max)
{
	unsigned pending = 0, bits = 0;
	size_t count = 0;
	for (size_t i = 0; i < n; i++) {
		pending = (pending << 5 | values[i]) & 0xFFF;
		bits += 5;
		if (bits < 8)
			continue;
		bits -= 8;
		if (count == max)
			return 0;
		out[count++] = (unsigned char)(pending >> bits);
	}
	return bits >= 5 || pending & ((1u << bits) - 1) ? 0 : count;
}

static uint32_t polymod(uint32_t sum, unsigned value)
{
	static const uint32_t generator[] = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa,
		0x3d4233dd, 0x2a1462b3 };
	uint32_t top = sum >> 25;
	sum = (sum & 0x1ffffff) << 5 ^ value;
	for (unsigned i = 0; i < 5; i++)
		sum ^= top >> i & 1 ? generator[i] : 0;
	return sum;
}

static uint32_t checksum_of(struct span word, const unsigned char *values, size_t n)
{
	uint32_t sum = 1;
	for (size_t i = 0; i < word.n; i++)
		sum = polymod(sum, ascii_lower(word.p[i]) >> 5);
	sum = polymod(sum, 0);
	for (size_t i = 0; i < word.n; i++)
		sum = polymod(sum, ascii_lower(word.p[i]) & 31);
	for (size_t i = 0; i < n; i++)
		sum = polymod(sum, values[i]);
	return sum;
}

/* --- witness programs: BIP-141's rules, BIP-350's checksum --- */

static enum money_kind kind_of_witness(unsigned version, size_t n)
{
	if (version == 0)
		return n == 20 ? MONEY_WITNESS_KEY_HASH : MONEY_WITNESS_SCRIPT_HASH;
	return version == 1 && n == 32 ? MONEY_TAPROOT : MONEY_WITNESS;
}

static bool read_witness(
	const unsigned char *values, size_t n, uint32_t sum, struct money_address *out)
{
	enum { PROGRAM_MIN = 2, PROGRAM_MAX = 40, VERSION_MAX = 16 };
	const uint32_t bech32 = 1, bech32m = 0x2bc830a3;
	unsigned version = n ? values[0] : VERSION_MAX + 1;
	if (version > VERSION_MAX)
		return false;
	/* The version stands in front, so that one program of two is two addresses. */
	out->bytes[0] = (unsigned char)version;
	size_t count = bytes_of(values + 1, n - 1, out->bytes + 1, PROGRAM_MAX);
	if (count < PROGRAM_MIN || (version == 0 && count != 20 && count != 32))
		return false;
	out->kind = kind_of_witness(version, count);
	out->checksum = sum == (version ? bech32m : bech32) ? MONEY_PROVED : MONEY_WRONG;
	out->count = count + 1;
	return true;
}

size_t segwit_write(const char *word, unsigned version, struct span program, char *out)
{
	const uint32_t bech32 = 1, bech32m = 0x2bc830a3;
	unsigned char values[VALUES_MAX] = { (unsigned char)version };
	size_t n = 1, length = strlen(word);
	unsigned pending = 0, bits = 0;
	must(program.n <= 40 && length < 10);
	for (size_t i = 0; i < program.n; i++) {
		pending = (pending << 8 | program.p[i]) & 0xFFF;
		for (bits += 8; bits >= 5; values[n++] = pending >> bits & 31)
			bits -= 5;
	}
	if (bits)
		values[n++] = (unsigned char)(pending << (5 - bits) & 31);
	/* The sum over six zeros behind, changed so that the whole gives the constant. */
	uint32_t sum = checksum_of(span_from_cstr(word), values, n + CHECKSUM_VALUES) ^
		       (version ? bech32m : bech32);
	for (unsigned i = 0; i < CHECKSUM_VALUES; i++)
		values[n++] = sum >> 5 * (CHECKSUM_VALUES - 1 - i) & 31;
	memcpy(out, word, length);
	out[length++] = '1';
	for (size_t i = 0; i < n; i++)
		out[length++] = charset[values[i]];
	out[length] = '\0';
	return length;
}

static bool is_size_of(enum money_chain chain, size_t n)
{
	if (chain == MONEY_ZCASH)
		return n == 43;
	if (chain == MONEY_CARDANO)
		return n == 29 || n == 57;
	return n == 20 || n == 32;
}

static bool read_plain(
	const unsigned char *values, size_t n, uint32_t sum, struct money_address *out)
{
	out->count = bytes_of(values, n, out->bytes, MONEY_BYTES_MAX);
	out->kind = out->chain == MONEY_ZCASH ? MONEY_SHIELDED : MONEY_ACCOUNT;
	out->checksum = sum == 1 ? MONEY_PROVED : MONEY_WRONG;
	return is_size_of(out->chain, out->count);
}

bool money_read_bech32(struct span s, struct money_address *out)
{
	unsigned char values[VALUES_MAX];
	size_t one = span_rfind_byte(s, '1');
	const struct word *word = one == SPAN_NONE ? NULL : word_of(span_take(s, one));
	if (!word || !is_one_case(s) || (word->scheme == SEGWIT && s.n > 90))
		return false;
	size_t n = values_of(span_skip(s, one + 1), values);
	if (n <= CHECKSUM_VALUES)
		return false;
	uint32_t sum = checksum_of(span_take(s, one), values, n);
	n -= CHECKSUM_VALUES;
	out->chain = word->chain;
	out->network = word->network;
	return word->scheme == SEGWIT ? read_witness(values, n, sum, out)
				      : read_plain(values, n, sum, out);
}

/* --- cashaddr --- */

static uint64_t cash_polymod(uint64_t sum, unsigned value)
{
	static const uint64_t generator[] = { 0x98f2bc8e61, 0x79b76d99e2, 0xf33e5fb3c4,
		0xae2eabe2a8, 0x1e4f43e470 };
	uint64_t top = sum >> 35;
	sum = (sum & 0x07ffffffff) << 5 ^ value;
	for (unsigned i = 0; i < 5; i++)
		sum ^= top >> i & 1 ? generator[i] : 0;
	return sum;
}

static bool is_cash_checked(struct span word, const unsigned char *values, size_t n)
{
	uint64_t sum = 1;
	for (size_t i = 0; i < word.n; i++)
		sum = cash_polymod(sum, ascii_lower(word.p[i]) & 31);
	sum = cash_polymod(sum, 0);
	for (size_t i = 0; i < n; i++)
		sum = cash_polymod(sum, values[i]);
	return sum == 1; /* the specification's 0, before its last exclusive-or with 1 */
}

/* The version: its highest bit is 0, then the type, then the size of the hash. */
static bool read_cash_version(
	const unsigned char *bytes, size_t n, struct money_address *out)
{
	static const unsigned char sizes[] = { 20, 24, 28, 32, 40, 48, 56, 64 };
	unsigned type = bytes[0] >> 3;
	if (n < 2 || n - 1 != sizes[bytes[0] & 7] || type > 3)
		return false;
	out->kind = type & 1 ? MONEY_SCRIPT_HASH : MONEY_KEY_HASH; /* 2, 3: with tokens */
	out->count = n - 1;
	memcpy(out->bytes, bytes + 1, out->count);
	return true;
}

bool money_read_cashaddr(struct span s, struct money_address *out)
{
	unsigned char values[VALUES_MAX], bytes[1 + MONEY_BYTES_MAX];
	size_t colon = span_find_byte(s, ':');
	struct span word = colon == SPAN_NONE ? SPAN("bitcoincash") : span_take(s, colon);
	struct span rest = colon == SPAN_NONE ? s : span_skip(s, colon + 1);
	bool main = span_equal_nocase(word, SPAN("bitcoincash"));
	if (!main && !span_equal_nocase(word, SPAN("bchtest")) &&
		!span_equal_nocase(word, SPAN("bchreg")))
		return false;
	size_t n = is_one_case(s) ? values_of(rest, values) : 0;
	if (n <= CASH_CHECKSUM_VALUES)
		return false;
	out->chain = MONEY_BITCOIN_CASH;
	out->network = main ? MONEY_MAIN : MONEY_TEST;
	out->checksum = is_cash_checked(word, values, n) ? MONEY_PROVED : MONEY_WRONG;
	size_t count = bytes_of(values, n - CASH_CHECKSUM_VALUES, bytes, sizeof(bytes));
	return count > 0 && read_cash_version(bytes, count, out);
}
