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

bool wallets_have(const struct wallets *w, const struct money_address *address);
/* In a text: those that are not there yet. */
void wallets_find(struct arena *a, struct span text, struct wallets *w);

/* What the letter's author names, without what is quoted. Worked out once a job. */
const struct wallets *letter_wallets(struct job *job, struct letter *letter);
/* And with what is quoted. */
const struct wallets *letter_all_wallets(struct job *job, struct letter *letter);

/* Whether `now` is made to be taken for another address that the letter names or quotes, or that
 * its author gave before (`imitation`), or is not the one given before on its chain. */
struct wallet_change {
	bool imitation;
	struct span before;
};
bool wallet_is_changed(struct job *job, struct letter *letter,
	const struct wallet_named *now, struct wallet_change *change_r);
/* The values of the sentence. */
void wallet_tell(struct finding *f, const struct wallet_named *now, struct span before);

/* The form in which the memory keeps one: as it is written, in small letters where case is
 * only a checksum (EIP-55) or means nothing (bech32). */
struct span wallet_kept(struct arena *a, const struct wallet_named *w);

#endif
