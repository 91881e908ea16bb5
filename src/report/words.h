#ifndef ASSAY_REPORT_WORDS_H
#define ASSAY_REPORT_WORDS_H

#include "base/text.h"
#include "core/finding.h"

/* The catalogue of sentences (data/words), compiled in by tools/embed-words. */

enum language { LANGUAGE_EN, LANGUAGE_JA, LANGUAGES };

struct word {
	const char *subject; /* the file: a finding code, "verdict", "gaps", "report" */
	const char *key;     /* "says/reject" */
	const char *text[LANGUAGES]; /* NULL where the language has none */
};

/* Sorted by subject, then key. Generated, as is the policy that is built in. */
extern const struct word words_table[];
extern const size_t words_count;
extern const char words_policy[];

/* "en" and "ja", with anything behind a "_", "-", "." or "@" ("ja_JP.UTF-8"). */
bool language_parse(struct span s, enum language *language_r);
const char *language_name(enum language language);
/* What LC_ALL, LC_MESSAGES or LANG asks for, the first that is set; English otherwise. */
enum language language_of_environment(void);

/* The text of `key/variant`, else of `key` (`variant` may be NULL); in the language, else
 * in English; NULL where the catalogue has none. */
const char *words_get(enum language language, const char *subject, const char *key,
	const char *variant);

/* The same without falling back to the plain key. */
const char *words_get_exact(enum language language, const char *subject, const char *key,
	const char *variant);

/* Writes `sentence` with each {name} replaced by that argument of `f`, foreign text going
 * through `escape`. A name that `f` does not carry is written as "?". */
void words_fill(struct text *t, const char *sentence, const struct finding *f,
	void (*escape)(struct text *t, struct span foreign));

#endif
