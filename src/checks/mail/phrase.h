#ifndef ASSAY_CHECKS_MAIL_PHRASE_H
#define ASSAY_CHECKS_MAIL_PHRASE_H

#include <stdint.h>

#include "base/arena.h"

/* The phrases of data/asks, and the search for all of them at once. */

enum phrase_kind {
	PHRASE_RUN,
	PHRASE_SECRET,
	PHRASE_PAY,
	PHRASE_MOVE,
	PHRASE_LOCKED,
	PHRASE_OFFER,
	PHRASE_TEST,
	PHRASE_FIX,
	PHRASE_HURRY,
	PHRASE_QUIET,
	PHRASE_SKIP, /* what it covers is not looked at */
	PHRASE_NOT,  /* PHRASE_SECRET behind it in the sentence does not count */
	PHRASE_IF,   /* PHRASE_NOT directly behind it does not count */
};

/* In the folded form, with "*", "#", ":" and "(a|b)" (data/asks/README). */
struct phrase {
	enum phrase_kind kind;
	const char *text;
};

/* Made by tools/embed-asks: sorted by the hash of what they begin with; those of bucket `i`
 * are phrase_starts[i] up to phrase_starts[i + 1]. */
enum { PHRASE_BUCKETS = 512 };
extern const struct phrase phrase_table[];
extern const size_t phrase_count;
extern const uint16_t phrase_starts[PHRASE_BUCKETS + 1];

/* The languages of data/asks, and their commonest words, sorted by their bytes. */
struct phrase_language {
	const char *code; /* ISO 639-1 */
	bool has_phrases; /* false: it is only known by name */
};

struct phrase_word {
	const char *text;
	uint32_t languages; /* bits 1 << index in phrase_languages */
};

extern const struct phrase_language phrase_languages[];
extern const size_t phrase_language_count;
extern const struct phrase_word phrase_words[];
extern const size_t phrase_word_count;

/* Which language folded text is in: LANGUAGE_LISTED where there are phrases for it, or where
 * the text is too short to tell. */
enum phrase_listed { LANGUAGE_LISTED, LANGUAGE_UNLISTED };
enum phrase_listed phrase_language_of(struct span folded);

/* UTF-8 text as phrases are compared: small letters, one space between words, " : " for a
 * colon, " . " where a sentence ends, no other signs; of a link only the scheme; what shows
 * nothing is dropped. */
struct span phrase_fold(struct arena *a, struct span text);

/* The kinds that are in folded text, as bits 1 << kind. */
unsigned phrase_search(struct span folded);

#endif
