#ifndef ASSAY_PARSE_ACCOUNT_H
#define ASSAY_PARSE_ACCOUNT_H

#include <stdbool.h>

#include "base/arena.h"

/* Accounts that a text names: a mailbox, a link to a profile ("t.me/ann_lee",
 * "linkedin.com/in/ann-lee"), and "@ann_lee" behind the name of a service in the same line. */

enum account_channel {
	ACCOUNT_NONE,
	ACCOUNT_MAIL,
	ACCOUNT_TELEGRAM,
	ACCOUNT_LINKEDIN,
	ACCOUNT_DISCORD,
	ACCOUNT_X,
	ACCOUNT_CHANNELS
};

struct account {
	enum account_channel channel;
	struct span name; /* as it stands: "ann@fund.example", "ann_lee" */
};

enum { ACCOUNT_NAME_BYTES_MAX = 50 };

/* The next one in `*rest`, which then begins behind it; names are ASCII, of 3 to
 * ACCOUNT_NAME_BYTES_MAX bytes. False at the end. */
bool account_next(struct span *rest, struct account *account_r);
/* What a service is called to which channel: "Telegram", "Twitter/X"; ACCOUNT_NONE for others. */
enum account_channel account_channel_of(struct span service);
const char *account_channel_name(enum account_channel channel); /* "telegram" */

/* Whether it bears the name of `person`, so that it is meant to be their own: a word of the name
 * is a word of it, or has four letters and begins or ends one. ASCII only: of other names it is
 * not told. */
bool account_bears(const struct account *account, struct span person);

#endif
