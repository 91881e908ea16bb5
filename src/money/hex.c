/* Addresses and numbers of transfers in hexadecimal digits. An account of Ethereum's family
 * has its checksum in the case of its letters (EIP-55; with the chain's number in it on
 * Rootstock, EIP-1191), so one written in one case has none. Tron's are met in hex, too. */
#include "crypto/keccak.h"
#include "money/form.h"

enum { ACCOUNT_DIGITS = 40, HASH_DIGITS = 64, TRON_DIGITS = 42 };

static int digit_of(unsigned char c)
{
	if (ascii_is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool to_bytes(struct span digits, unsigned char *out)
{
	for (size_t i = 0; i + 1 < digits.n; i += 2) {
		int high = digit_of(digits.p[i]), low = digit_of(digits.p[i + 1]);
		if (high < 0 || low < 0)
			return false;
		out[i / 2] = (unsigned char)(high << 4 | low);
	}
	return digits.n % 2 == 0;
}

static bool is_one_case(struct span digits)
{
	bool upper = false, lower = false;
	for (size_t i = 0; i < digits.n; i++) {
		upper |= digits.p[i] >= 'A' && digits.p[i] <= 'F';
		lower |= digits.p[i] >= 'a' && digits.p[i] <= 'f';
	}
	return !(upper && lower);
}

/* A letter is large where the digest of the small ones has a digit of 8 or more. `salt`:
 * what stands before them, empty in EIP-55. */
static bool has_case_of(struct span digits, struct span salt)
{
	unsigned char small[16 + ACCOUNT_DIGITS], sum[KECCAK256_BYTES];
	if (salt.n)
		memcpy(small, salt.p, salt.n);
	for (size_t i = 0; i < ACCOUNT_DIGITS; i++)
		small[salt.n + i] = ascii_lower(digits.p[i]);
	keccak256(span_of(small, salt.n + ACCOUNT_DIGITS), sum);
	for (size_t i = 0; i < ACCOUNT_DIGITS; i++) {
		unsigned nibble = i % 2 ? sum[i / 2] & 15u : sum[i / 2] >> 4;
		bool large = digits.p[i] >= 'A' && digits.p[i] <= 'F';
		if (ascii_is_alpha(digits.p[i]) && large != (nibble >= 8))
			return false;
	}
	return true;
}

static enum money_checksum checksum_of(struct span digits)
{
	if (is_one_case(digits))
		return MONEY_UNPROVED;
	bool right = has_case_of(digits, SPAN("")) || has_case_of(digits, SPAN("300x")) ||
		     has_case_of(digits, SPAN("310x"));
	return right ? MONEY_PROVED : MONEY_WRONG;
}

static bool read_hash(
	struct span digits, enum money_chain chain, struct money_address *out)
{
	out->chain = chain;
	out->kind = MONEY_TRANSACTION;
	out->count = HASH_DIGITS / 2;
	return to_bytes(digits, out->bytes);
}

bool money_read_hex(struct span s, struct money_address *out)
{
	if (s.n == HASH_DIGITS)
		return read_hash(s, MONEY_NO_CHAIN, out);
	if (s.n == TRON_DIGITS && span_starts_with(s, SPAN("41"))) {
		out->chain = MONEY_TRON;
		out->count = ACCOUNT_DIGITS / 2;
		return to_bytes(span_skip(s, 2), out->bytes);
	}
	if (!span_starts_with_nocase(s, SPAN("0x")))
		return false;
	struct span digits = span_skip(s, 2);
	if (digits.n == HASH_DIGITS)
		return read_hash(digits, MONEY_ETHEREUM, out);
	if (digits.n != ACCOUNT_DIGITS || !to_bytes(digits, out->bytes))
		return false;
	out->chain = MONEY_ETHEREUM;
	out->count = ACCOUNT_DIGITS / 2;
	out->checksum = checksum_of(digits);
	return true;
}
