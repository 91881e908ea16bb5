/* money/: addresses by the test vectors of their specifications (each named), one changed
 * character, a cut at every byte; and what is found in running text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/codec.h"
#include "crypto/keccak.h"
#include "money/address.h"

static void assert_hex(const unsigned char *bytes, size_t n, const char *hex)
{
	struct arena *a = arena_create(1 << 16);
	struct span got = hex_encode(a, span_of(bytes, n));
	assert_true(span_equal_nocase(got, span_from_cstr(hex)));
	arena_destroy(&a);
}

/* The Keccak team's KeccakKAT (2011) for 256 bits: lengths 0 and 8 bits; the third is long
 * enough for two blocks, by the
 * specification's pseudocode in Python, which agrees with hashlib on SHA3-256. */
static void test_keccak(void **state)
{
	unsigned char out[KECCAK256_BYTES], long_text[200];
	(void)state;
	keccak256(SPAN(""), out);
	assert_hex(out, 32,
		"c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
	keccak256(SPAN("\xcc"), out);
	assert_hex(out, 32,
		"eead6dbfc7340a56caedc044696a168870549a6a7f6f56961e84a54bd9970b8a");
	memset(long_text, 0xa3, sizeof(long_text));
	keccak256(span_of(long_text, sizeof(long_text)), out);
	assert_hex(out, 32,
		"3a57666b048777f2c953dc4456f45a2588e1cb6f2da760122d530ac2ce607d4a");
}

struct vector {
	const char *text;
	enum money_chain chain;
	enum money_kind kind;
	enum money_checksum checksum;
	enum money_network network;
	const char *bytes; /* or NULL */
};

static const struct vector vectors[] = {
	/* EIP-55, "Test Cases" */
	{ "0x52908400098527886E0F7030069857D2E4169EE7", MONEY_ETHEREUM, MONEY_ACCOUNT,
		MONEY_UNPROVED, MONEY_MAIN, "52908400098527886e0f7030069857d2e4169ee7" },
	{ "0xde709f2102306220921060314715629080e2fb77", MONEY_ETHEREUM, MONEY_ACCOUNT,
		MONEY_UNPROVED, MONEY_MAIN, NULL },
	{ "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", MONEY_ETHEREUM, MONEY_ACCOUNT,
		MONEY_PROVED, MONEY_MAIN, "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed" },
	{ "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", MONEY_ETHEREUM, MONEY_ACCOUNT,
		MONEY_PROVED, MONEY_MAIN, NULL },
	{ "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", MONEY_ETHEREUM, MONEY_ACCOUNT,
		MONEY_PROVED, MONEY_MAIN, NULL },
	{ "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", MONEY_ETHEREUM, MONEY_ACCOUNT,
		MONEY_PROVED, MONEY_MAIN, NULL },
	/* EIP-1191, "Test Cases", chain 30 */
	{ "0x5aaEB6053f3e94c9b9a09f33669435E7ef1bEAeD", MONEY_ETHEREUM, MONEY_ACCOUNT,
		MONEY_PROVED, MONEY_MAIN, NULL },
	/* BIP-173 and BIP-350, "Test vectors" */
	{ "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", MONEY_BITCOIN,
		MONEY_WITNESS_KEY_HASH, MONEY_PROVED, MONEY_MAIN,
		"00751e76e8199196d454941c45d1b3a323f1433bd6" },
	{ "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7", MONEY_BITCOIN,
		MONEY_WITNESS_SCRIPT_HASH, MONEY_PROVED, MONEY_TEST,
		"001863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262" },
	{ "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
		MONEY_BITCOIN, MONEY_WITNESS, MONEY_PROVED, MONEY_MAIN, NULL },
	{ "BC1SW50QGDZ25J", MONEY_BITCOIN, MONEY_WITNESS, MONEY_PROVED, MONEY_MAIN,
		NULL },
	{ "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", MONEY_BITCOIN, MONEY_WITNESS,
		MONEY_PROVED, MONEY_MAIN, NULL },
	{ "tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy", MONEY_BITCOIN,
		MONEY_WITNESS_SCRIPT_HASH, MONEY_PROVED, MONEY_TEST, NULL },
	{ "tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c", MONEY_BITCOIN,
		MONEY_TAPROOT, MONEY_PROVED, MONEY_TEST, NULL },
	{ "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", MONEY_BITCOIN,
		MONEY_TAPROOT, MONEY_PROVED, MONEY_MAIN, NULL },
	/* the same, "invalid": checksums of the other kind, and changed ones */
	{ "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd", MONEY_BITCOIN,
		MONEY_TAPROOT, MONEY_WRONG, MONEY_MAIN, NULL },
	{ "tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf", MONEY_BITCOIN,
		MONEY_WITNESS, MONEY_WRONG, MONEY_TEST, NULL },
	{ "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL", MONEY_BITCOIN,
		MONEY_WITNESS, MONEY_WRONG, MONEY_MAIN, NULL },
	{ "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh", MONEY_BITCOIN,
		MONEY_WITNESS_KEY_HASH, MONEY_WRONG, MONEY_MAIN, NULL },
	{ "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", MONEY_BITCOIN,
		MONEY_WITNESS_KEY_HASH, MONEY_WRONG, MONEY_MAIN, NULL },
	/* Bitcoin Core's key_io_valid.json */
	{ "1AGNa15ZQXAZUgFiqJ2i7Z2DPU2J6hW62i", MONEY_BITCOIN, MONEY_KEY_HASH,
		MONEY_PROVED, MONEY_MAIN, "65a16059864a2fdbc7c99a4723a8395bc6f188eb" },
	{ "3CMNFxN1oHBc4R1EpboAL5yzHGgE611Xou", MONEY_BITCOIN, MONEY_SCRIPT_HASH,
		MONEY_PROVED, MONEY_MAIN, "74f209f6ea907e2ea48f74fae05782ae8a665257" },
	{ "mo9ncXisMeAoXwqcV5EWuyncbmCcQN4rVs", MONEY_BITCOIN, MONEY_KEY_HASH,
		MONEY_PROVED, MONEY_TEST, NULL },
	{ "2N2JD6wb56AfK4tfmM6PwdVmoYk2dCKf4Br", MONEY_BITCOIN, MONEY_SCRIPT_HASH,
		MONEY_PROVED, MONEY_TEST, NULL },
	/* the first block's */
	{ "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", MONEY_BITCOIN, MONEY_KEY_HASH,
		MONEY_PROVED, MONEY_MAIN, "62e907b15cbf27d5425399ebf6f0fb50ebb88f18" },
	/* the cashaddr specification, "Examples of address translation" */
	{ "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", MONEY_BITCOIN_CASH,
		MONEY_KEY_HASH, MONEY_PROVED, MONEY_MAIN,
		"76a04053bda0a88bda5177b86a15c3b29f559873" },
	{ "ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq", MONEY_BITCOIN_CASH,
		MONEY_SCRIPT_HASH, MONEY_PROVED, MONEY_MAIN,
		"76a04053bda0a88bda5177b86a15c3b29f559873" },
	{ "bitcoincash:"
	  "qh3krj5607v3qlqh5c3wq3lrw3wnuxw0sp8dv0zugrrt5a3kj6ucysfz8kxwv2k53krr"
	  "7n933jfsunqex2w82sl",
		MONEY_BITCOIN_CASH, MONEY_KEY_HASH, MONEY_PROVED, MONEY_MAIN, NULL },
	/* Tether's contract on Tron; XRP's account zero and its first */
	{ "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", MONEY_TRON, MONEY_ACCOUNT, MONEY_PROVED,
		MONEY_MAIN, "a614f803b6fd780986a42c78ec9c7f77e6ded13c" },
	{ "41a614f803b6fd780986a42c78ec9c7f77e6ded13c", MONEY_TRON, MONEY_ACCOUNT,
		MONEY_UNPROVED, MONEY_MAIN, "a614f803b6fd780986a42c78ec9c7f77e6ded13c" },
	{ "rrrrrrrrrrrrrrrrrrrrrhoLvTp", MONEY_XRP, MONEY_ACCOUNT, MONEY_PROVED,
		MONEY_MAIN, "0000000000000000000000000000000000000000" },
	{ "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", MONEY_XRP, MONEY_ACCOUNT, MONEY_PROVED,
		MONEY_MAIN, "b5f762798a53d543a014caf8b297cff8f2f937e8" },
	/* Circle's mint on Solana */
	{ "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGkZwyTDt1v", MONEY_SOLANA, MONEY_ACCOUNT,
		MONEY_UNPROVED, MONEY_MAIN, NULL },
	/* the Monero project's fund */
	{ "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBE"
	  "t7f2"
	  "wfn3RVGQBEP3A",
		MONEY_MONERO, MONEY_ACCOUNT, MONEY_PROVED, MONEY_MAIN, NULL },
#include "test_money_made.h"
	/* numbers of transfers */
	{ "0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060",
		MONEY_ETHEREUM, MONEY_TRANSACTION, MONEY_UNPROVED, MONEY_MAIN, NULL },
	{ "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b",
		MONEY_NO_CHAIN, MONEY_TRANSACTION, MONEY_UNPROVED, MONEY_MAIN, NULL },
};

static void test_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++) {
		const struct vector *v = &vectors[i];
		struct money_address a;
		bool read = money_address_read(span_from_cstr(v->text), &a);
		if (a.chain != v->chain || a.kind != v->kind ||
			a.checksum != v->checksum || a.network != v->network)
			fail_msg("%s: %s %s %s %s", v->text, money_chain_name(a.chain),
				money_kind_name(a.kind), money_checksum_name(a.checksum),
				money_network_name(a.network));
		assert_true(read || v->chain == MONEY_NO_CHAIN);
		if (v->bytes)
			assert_hex(a.bytes, a.count, v->bytes);
	}
}

/* BIP-173 and BIP-350 "invalid segwit addresses", and what only looks like money. */
static void test_none(void **state)
{
	static const char *const none[] = { "tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty",
		"tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut",
		"BC13W508D6QEJXTDG4Y5R3ZARVARY0C5XW7KN40WF2", "bc1rw5uspcuh",
		"bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
		"BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
		"bc1pw5dgrnzv",
		"bc10w508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kw5rl"
		"js90",
		"BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
		"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253z"
		"geav",
		"tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sL5k7",
		"tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq",
		"bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du", "bc1gmk9yu", "",
		"npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg",
		"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
		"0x52908400098527886E0F7030069857D2E4169EE",
		"da39a3ee5e6b4b0d3255bfef95601890afd80709",
		"d41d8cd98f00b204e9800998ecf8427e",
		"0xg2908400098527886E0F7030069857D2E4169EE7",
		"123e4567-e89b-12d3-a456-426614174000",
		"00000000000000000000000000000000" };
	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		struct money_address a;
		if (money_address_read(span_from_cstr(none[i]), &a))
			fail_msg("%s: %s", none[i], money_chain_name(a.chain));
	}
}

/* No change of one character leaves a proof; EIP-55 has no proof of digits, only of what
 * changes the digest: so its chance is one in some 2^-k of k letters, and is met. */
static void test_mutations(void **state)
{
	static const char letters[] =
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++) {
		char text[MONEY_TEXT_MAX];
		size_t n = strlen(vectors[i].text);
		struct money_address a;
		if (vectors[i].checksum != MONEY_PROVED)
			continue;
		for (size_t at = 0; at < n; at++)
			for (size_t k = 0; k < sizeof(letters) - 1; k++) {
				memcpy(text, vectors[i].text, n);
				if (text[at] == letters[k])
					continue;
				text[at] = letters[k];
				bool same_case =
					ascii_lower((unsigned char)text[at]) ==
					ascii_lower((unsigned char)vectors[i].text[at]);
				if (same_case && vectors[i].chain != MONEY_ETHEREUM)
					continue; /* a prefix in the other case */
				if (vectors[i].chain == MONEY_ETHEREUM && at == 1)
					continue;
				if (money_address_read(span_of(text, n), &a) &&
					a.checksum == MONEY_PROVED)
					fail_msg("%s still holds with %c at %zu",
						vectors[i].text, letters[k], at);
			}
	}
}

static void test_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++)
		for (size_t n = 0; n < strlen(vectors[i].text); n++) {
			struct money_address a;
			bool read = money_address_read(span_of(vectors[i].text, n), &a);
			assert_false(read && a.checksum == MONEY_PROVED);
			assert_true(a.count <= MONEY_BYTES_MAX);
		}
}

/* --- in text --- */

struct seen {
	size_t count;
	struct money_found last;
	char plain[MONEY_TEXT_MAX + 1];
};

static bool take(void *state, const struct money_found *found)
{
	struct seen *seen = state;
	seen->count++;
	seen->last = *found;
	memcpy(seen->plain, found->plain.p, found->plain.n);
	seen->plain[found->plain.n] = '\0';
	return true;
}

static struct seen look(const char *text)
{
	struct seen seen = { 0 };
	money_address_find(span_from_cstr(text), take, &seen);
	return seen;
}

#define ETH "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
#define ETH_LOWER "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"
#define BTC "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
#define SOL "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGkZwyTDt1v"
#define TX "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"

static void test_found(void **state)
{
	static const char *const one[] = { ETH, "Pay to " ETH ".",
		"<td>" ETH_LOWER "</td>",
		"\xe9\x80\x81\xe9\x87\x91\xe5\x85\x88\xe3\x81\xaf" ETH
		"\xe3\x81\xa7\xe3\x81\x99",
		"https://etherscan.io/address/" ETH_LOWER "#code",
		"ethereum:" ETH "@1?value=1", "ethereum:pay-" ETH_LOWER "@1",
		"bitcoin:" BTC "?amount=0.1", "bitcoin:?address=" BTC,
		"wallet: " BTC ", please", "(" BTC ")", "BTC:" BTC, "address=" ETH,
		"My Solana wallet is " SOL ".", "solana:" SOL "?a=1",
		"https://solscan.io/account/" SOL, "txid " TX,
		"https://mempool.space/tx/" TX,
		"send to 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb in bitcoin",
		"bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
		"to qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a now",
		"tron:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
		"(TRC20)TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t" };
	(void)state;
	for (size_t i = 0; i < sizeof(one) / sizeof(*one); i++)
		if (look(one[i]).count != 1)
			fail_msg("%zu in: %s", look(one[i]).count, one[i]);
}

static void test_not_found(void **state)
{
	static const char *const none[] = {
		"commit da39a3ee5e6b4b0d3255bfef95601890afd80709", "sha256 " TX,
		"https://opensea.io/assets/ethereum/" ETH "/17",
		"https://a.test/files/" ETH_LOWER,
		"id 123e4567-e89b-12d3-a456-426614174000", "x" ETH, ETH "0", "token " SOL,
		"key: " SOL "=", "img-" ETH_LOWER ".png",
		"number 1234567890123456789012345678901234",
		"id 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb of the part",
		"https://a.test/t/" BTC "/open.gif",
		"MIICXQIBAAKBgQC0Cq0XFtxiVN1rgLCQpofNV7O/1GqsCXoRWUfXxC/"
		"7sA7u4WqifZ0l4Sdl4/"
		"TsHkNJLAe1XnR6Ug95C7yQGxHwOS8JtHnFr+/wallet bitcoin",
		"pneumonoultramicroscopicsilicovolcanoconiosis wallet",
		"0x0000000000000000000000000000000000000000000000000000000000000001"
	};
	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		if (look(none[i]).count)
			fail_msg("%s in: %s", look(none[i]).plain, none[i]);
}

static void test_disguise(void **state)
{
	(void)state;
	struct seen s = look("to 0x5aAeb6053F3E94C9b9A0\xe2\x80\x8b"
			     "9f33669435E7Ef1BeAed.");
	assert_int_equal(s.count, 1);
	assert_int_equal(s.last.disguise, MONEY_HIDDEN_MARK);
	assert_string_equal(s.plain, ETH);
	/* Cyrillic a and e */
	s = look("0x5\xd0\xb0"
		 "Aeb6053F3E94C9b9A09f33669435E7Ef1B\xd0\xb5"
		 "Aed");
	assert_int_equal(s.count, 1);
	assert_int_equal(s.last.disguise, MONEY_LOOKALIKE);
	/* a wide 1 in front */
	s = look("BTC \xef\xbc\x91"
		 "A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa");
	assert_int_equal(s.count, 1);
	assert_int_equal(s.last.disguise, MONEY_FULLWIDTH);
	assert_int_equal(
		look("\xd0\xb0\xd0\xb5\xd0\xbe\xd1\x80 " BTC).last.disguise, MONEY_PLAIN);
}

static void test_cut_text(void **state)
{
	static const char text[] = "send \xef\xbc\x91" ETH " and \xe2\x80\x8b" BTC
				   "\xe3\x81\xa7 solana:" SOL " bitcoincash:"
				   "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a";
	(void)state;
	for (size_t n = 0; n < sizeof(text); n++) {
		struct seen seen = { 0 };
		money_address_find(span_of(text, n), take, &seen);
		if (seen.count)
			assert_true(span_inside(span_of(text, n), seen.last.text));
	}
}

static void test_resembles(void **state)
{
	size_t head, tail;
	(void)state;
	assert_true(money_address_resembles(
		SPAN("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"),
		SPAN("0x5aae11223344556677889900aabbccddeeffeaed"), &head, &tail));
	assert_int_equal(head, 4);
	assert_int_equal(tail, 4);
	/* itself, in another case */
	assert_false(money_address_resembles(SPAN(ETH), SPAN(ETH_LOWER), NULL, NULL));
	/* one digit mistyped */
	assert_false(money_address_resembles(SPAN(ETH_LOWER),
		SPAN("0x5aaeb6053f3e94c9b9a09f33669435e7ef1bebed"), NULL, NULL));
	/* contracts of the chain itself */
	assert_false(money_address_resembles(
		SPAN("0x4200000000000000000000000000000000000010"),
		SPAN("0x4200000000000000000000000000000000100010"), NULL, NULL));
	assert_false(money_address_resembles(
		SPAN("0x0000000000000000000000000000000000001000"),
		SPAN("0x0000000123456789012345678901234567890000"), NULL, NULL));
	/* base58: another case is another digit */
	assert_false(money_address_resembles(SPAN("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
		SPAN("TR7NWxBVaUHmAjmzUXuQ6mRK3Ss3dmmJ6t"), NULL, NULL));
	assert_true(money_address_resembles(SPAN("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
		SPAN("TR7NWxBVaUHmAjmzUXuQ6mRK3Ss3dmmj6t"), &head, &tail));
	assert_int_equal(head, 3);
	assert_int_equal(tail, 3);
	/* of two chains */
	assert_false(money_address_resembles(SPAN(BTC), SPAN(ETH), NULL, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keccak),
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_mutations),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_not_found),
		cmocka_unit_test(test_disguise),
		cmocka_unit_test(test_cut_text),
		cmocka_unit_test(test_resembles),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
