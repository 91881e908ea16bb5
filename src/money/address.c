/* One string to the address it is: the forms are tried in the order in which they are surest.
 * And two addresses beside each other: whether one was made to pass for the other.
 *
 * Who poisons a ledger makes keys until one begins and ends like an address that the victim
 * knows, because programs show addresses by their ends. In the published graph of the theft
 * from Bybit 10,906 of 11,340 addresses lie in groups that share the first three and the
 * last four digits; chance gives some 0.2 pairs. */
#include "money/address.h"

#include "base/must.h"
#include "money/form.h"

static bool read_form(struct span s, struct money_address *out)
{
	static bool (*const forms[])(struct span s,
		struct money_address * out) = { money_read_hex, money_read_bech32,
		money_read_base58, money_read_monero, money_read_cashaddr };
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		*out = (struct money_address){ 0 };
		if (forms[i](s, out))
			return true;
	}
	*out = (struct money_address){ 0 };
	return false;
}

bool money_address_read(struct span s, struct money_address *address_r)
{
	*address_r = (struct money_address){ 0 };
	return s.n > 0 && s.n <= MONEY_TEXT_MAX && read_form(s, address_r);
}

static bool is_witness(enum money_kind kind)
{
	return kind == MONEY_WITNESS_KEY_HASH || kind == MONEY_WITNESS_SCRIPT_HASH ||
	       kind == MONEY_TAPROOT || kind == MONEY_WITNESS;
}

bool money_address_by_chance(const struct money_address *a)
{
	if (a->kind == MONEY_TRANSACTION || a->chain == MONEY_SOLANA)
		return true;
	if (a->checksum == MONEY_PROVED || a->chain == MONEY_ETHEREUM)
		return false;
	return a->checksum == MONEY_UNPROVED || !is_witness(a->kind);
}

bool money_address_equal(const struct money_address *a, const struct money_address *b)
{
	return a->chain == b->chain && a->kind == b->kind && a->network == b->network &&
	       a->count == b->count && memcmp(a->bytes, b->bytes, a->count) == 0;
}

/* --- look-alikes --- */

/* What all addresses of that form begin with, which nobody looks at: "0x", "bc1q",
 * "bitcoincash:q", the first digit in base58. */
static size_t fixed_part(struct span s, const struct money_address *a)
{
	size_t one = span_rfind_byte(s, '1'), colon = span_find_byte(s, ':');
	if (a->chain == MONEY_ETHEREUM)
		return 2;
	if (is_witness(a->kind))
		return one + 2;
	if (a->chain == MONEY_COSMOS || a->chain == MONEY_CARDANO ||
		a->kind == MONEY_SHIELDED)
		return one + 1;
	if (a->chain == MONEY_BITCOIN_CASH)
		return colon == SPAN_NONE ? 1 : colon + 2;
	return a->chain == MONEY_SOLANA ? 0 : 1;
}

/* Base58 alone tells small letters from large ones. */
static bool means_one_case(const struct money_address *a)
{
	return a->chain == MONEY_ETHEREUM || a->chain == MONEY_COSMOS ||
	       a->chain == MONEY_CARDANO || a->chain == MONEY_BITCOIN_CASH ||
	       a->kind == MONEY_SHIELDED || is_witness(a->kind);
}

static bool same(struct span a, size_t i, struct span b, size_t j, bool fold)
{
	return fold ? ascii_lower(a.p[i]) == ascii_lower(b.p[j]) : a.p[i] == b.p[j];
}

/* "000000" at both ends is what contracts of a chain itself have. */
static bool is_one_character(struct span head, struct span tail)
{
	unsigned char first = head.n ? head.p[0] : 0;
	for (size_t i = 0; i < head.n; i++)
		if (head.p[i] != first)
			return false;
	for (size_t i = 0; i < tail.n; i++)
		if (tail.p[i] != first)
			return false;
	return true;
}

/* How many characters of the shorter middle stand as they do in the other. */
static size_t kept_between(struct span a, struct span b, bool fold)
{
	size_t n = a.n < b.n ? a.n : b.n, kept = 0;
	for (size_t i = 0; i < n; i++)
		kept += same(a, i, b, i, fold);
	return kept;
}

bool money_address_resembles(struct span a, struct span b, size_t *head_r, size_t *tail_r)
{
	enum { HEX_HEAD = 3, HEX_TAIL = 4, HEAD = 2, TAIL = 3, MADE_MAX = 16 };
	struct money_address x, y;
	size_t head = 0, tail = 0;
	if (head_r)
		*head_r = 0;
	if (tail_r)
		*tail_r = 0;
	if (!money_address_read(a, &x) || !money_address_read(b, &y) ||
		x.chain != y.chain || x.kind == MONEY_TRANSACTION ||
		y.kind == MONEY_TRANSACTION || money_address_equal(&x, &y))
		return false;
	bool hex = x.chain == MONEY_ETHEREUM, fold = means_one_case(&x);
	a = span_skip(a, fixed_part(a, &x));
	b = span_skip(b, fixed_part(b, &y));
	size_t n = a.n < b.n ? a.n : b.n;
	while (head < n && same(a, head, b, head, fold))
		head++;
	while (tail < n - head && same(a, a.n - 1 - tail, b, b.n - 1 - tail, fold))
		tail++;
	if (head_r)
		*head_r = head;
	if (tail_r)
		*tail_r = tail;
	/* Nobody can make a key that keeps more: that is one address, copied badly. */
	if (head < (hex ? HEX_HEAD : HEAD) || tail < (hex ? HEX_TAIL : TAIL) ||
		head + tail > MADE_MAX ||
		is_one_character(span_take(a, head), span_skip(a, a.n - tail)))
		return false;
	struct span p = span_take(span_skip(a, head), a.n - head - tail);
	struct span q = span_take(span_skip(b, head), b.n - head - tail);
	return 2 * kept_between(p, q, fold) < (p.n < q.n ? p.n : q.n);
}

/* --- words --- */

const char *money_chain_name(enum money_chain chain)
{
	static const char *const names[MONEY_CHAINS] = { "unknown", "bitcoin",
		"bitcoin-cash", "bitcoin-gold", "litecoin", "dogecoin", "dash", "zcash",
		"verge", "ethereum", "tron", "solana", "xrp", "monero", "cardano",
		"cosmos" };
	must(chain < MONEY_CHAINS && names[chain]);
	return names[chain];
}

const char *money_kind_name(enum money_kind kind)
{
	static const char *const names[MONEY_KINDS] = { "account", "key-hash",
		"script-hash", "witness-key-hash", "witness-script-hash", "taproot",
		"witness", "shielded", "subaddress", "integrated", "transaction" };
	must(kind < MONEY_KINDS && names[kind]);
	return names[kind];
}

const char *money_checksum_name(enum money_checksum checksum)
{
	static const char *const names[] = { "unproved", "proved", "wrong" };
	must(checksum <= MONEY_WRONG);
	return names[checksum];
}

const char *money_network_name(enum money_network network)
{
	static const char *const names[] = { "main", "test", "regtest" };
	must(network <= MONEY_REGTEST);
	return names[network];
}
