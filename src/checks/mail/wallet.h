#ifndef ASSAY_CHECKS_MAIL_WALLET_H
#define ASSAY_CHECKS_MAIL_WALLET_H

#include "checks/mail/letter.h"
#include "money/address.h"

/* The addresses for payments that a letter names, each once, in order. */

enum { WALLETS_MAX = 32 };

struct wallet_named {
	struct money_address address;
	struct span text;
};

struct wallets {
	struct wallet_named list[WALLETS_MAX];
	size_t count;
	bool cut; /* there are more */
};

/* In a text: those that are not there yet. */
void wallets_find(struct arena *a, struct span text, struct wallets *w);

/* What the letter's author names, without what is quoted. Worked out once a job. */
const struct wallets *letter_wallets(struct job *job, struct letter *letter);

/* The form in which the memory keeps one: as it is written, in small letters where case is
 * only a checksum (EIP-55) or means nothing (bech32). */
struct span wallet_kept(struct arena *a, const struct wallet_named *w);

#endif
