#ifndef ASSAY_MONEY_ADDRESS_H
#define ASSAY_MONEY_ADDRESS_H

#include <stdint.h>

#include "base/span.h"

/* Addresses to which money is sent on public ledgers, and the numbers of transfers there:
 * one reader for letters, files, chats, lists and ledgers. */

/* Whose addresses look so. Ledgers that copied another's form cannot be told from it:
 * ETHEREUM is every chain with its accounts (Ethereum Classic, BSC, Arbitrum, and tokens on
 * them), BITCOIN is Bitcoin SV's and, in the old form, Bitcoin Cash's as well, DOGECOIN
 * Verge's, LITECOIN's "M" Monacoin's. */
enum money_chain {
	MONEY_NO_CHAIN,
	MONEY_BITCOIN,
	MONEY_BITCOIN_CASH,
	MONEY_BITCOIN_GOLD,
	MONEY_LITECOIN,
	MONEY_DOGECOIN,
	MONEY_DASH,
	MONEY_ZCASH,
	MONEY_VERGE,
	MONEY_ETHEREUM,
	MONEY_TRON,
	MONEY_SOLANA,
	MONEY_XRP,
	MONEY_MONERO,
	MONEY_CARDANO,
	MONEY_COSMOS, /* and its kin: THORChain, Maya, Osmosis, ... */
	MONEY_CHAINS
};

enum money_kind {
	MONEY_ACCOUNT,	   /* of a person or a contract */
	MONEY_KEY_HASH,	   /* P2PKH */
	MONEY_SCRIPT_HASH, /* P2SH */
	MONEY_WITNESS_KEY_HASH,
	MONEY_WITNESS_SCRIPT_HASH,
	MONEY_TAPROOT,
	MONEY_WITNESS, /* of a version that has no meaning yet */
	MONEY_SHIELDED,
	MONEY_SUBADDRESS,
	MONEY_INTEGRATED,  /* with a number of a payment in it */
	MONEY_TRANSACTION, /* no address: the number of a transfer */
	MONEY_KINDS
};

enum money_checksum {
	MONEY_UNPROVED, /* the form has none, or it is written without (EIP-55 in one case) */
	MONEY_PROVED,
	MONEY_WRONG, /* mistyped, altered, or no address at all */
};

enum money_network { MONEY_MAIN, MONEY_TEST, MONEY_REGTEST };

enum { MONEY_BYTES_MAX = 72, MONEY_TEXT_MAX = 128 };

struct money_address {
	enum money_chain chain;
	enum money_kind kind;
	enum money_checksum checksum;
	enum money_network network;
	/* What is paid to, without version, network and checksum: two spellings of one
	 * address have the same. */
	unsigned char bytes[MONEY_BYTES_MAX];
	size_t count;
};

/* One whole string. False: it has the form of none. A form that allows chance strings is
 * read for what it would be: of 32 bytes in base58 (Solana), of 64 hex digits (the number of
 * a transfer), of base58 with a wrong checksum; who has no other reason asks `*_by_chance`
 * below. */
bool money_address_read(struct span s, struct money_address *address_r);
/* True when text that has nothing to do with money may be read so. */
bool money_address_by_chance(const struct money_address *a);

/* Within a text, how the address is disguised. */
enum money_disguise {
	MONEY_PLAIN,
	MONEY_HIDDEN_MARK, /* characters in it that show nothing */
	MONEY_LOOKALIKE,   /* letters of another alphabet in it */
	MONEY_FULLWIDTH,   /* the wide forms of East Asian keyboards */
};

struct money_found {
	struct money_address address;
	enum money_disguise disguise;
	struct span text;  /* as it stands there */
	struct span plain; /* as it is meant; valid during the call */
	size_t at;
};

/* Calls `take` for every address in running text, in order, until it gives false. Whole
 * words only; in links only where an explorer or a payment is what the link is about; what
 * chance makes only beside words that speak of it. Work is linear in the text. False: so
 * much in it looked like an address by chance that not all of that was looked into. */
bool money_address_find(struct span text,
	bool (*take)(void *state, const struct money_found *found), void *state);

/* True when two different addresses of one chain begin and end alike and differ between: one
 * was made to be taken for the other. Texts as people see them; how many characters are the
 * same stands in `*head_r` and `*tail_r`, which may be NULL. */
bool money_address_resembles(
	struct span a, struct span b, size_t *head_r, size_t *tail_r);

bool money_address_equal(const struct money_address *a, const struct money_address *b);

/* "bitcoin", "witness-key-hash", "proved", "main": literals. */
const char *money_chain_name(enum money_chain chain);
const char *money_kind_name(enum money_kind kind);
const char *money_checksum_name(enum money_checksum checksum);
const char *money_network_name(enum money_network network);

/* True for "bitcoin:...": a link that pays. */
bool money_is_payment_link(struct span s);

#endif
