#ifndef ASSAY_CHECKS_MAIL_LURE_H
#define ASSAY_CHECKS_MAIL_LURE_H

#include "checks/mail/letter.h"

/* What mail.lure sees of a letter, as short texts in the folded form of phrase.h:
 *
 *	"your account"        one word or two of its own text, by the author's hand
 *	"subject : verify"    the same of its subject, where it answers no letter
 *	"= links-elsewhere"   what it does, out of a fixed list (lure.c)
 *
 * Nothing of who sent it, to whom and on which way is among them. Each may come more than
 * once; `take` gets it on loan. tools/train-lure learns from the same (data/lure). */

typedef void lure_take(void *state, struct span feature);

void lure_features(struct job *job, struct letter *letter, lure_take *take, void *state);

/* A row of data/lure: what stands for it, and how much it tells, in 1/256 of a nat. Made by
 * tools/embed-lure: slots of a table that is found by lure_hash(), empty where `text` is
 * NULL. */
struct lure_row {
	const char *text;
	int16_t weight;
};

extern const struct lure_row lure_table[];
extern const uint32_t lure_slots; /* a power of two */
/* What a letter has before anything was seen, and from where on it is told. */
extern const int lure_bias, lure_mark, lure_mark_sure;

uint32_t lure_hash(struct span feature);

#endif
