#ifndef ASSAY_PARSE_SPOOF_H
#define ASSAY_PARSE_SPOOF_H

#include <stdint.h>

#include "base/arena.h"

/* Letters that make a name or a domain look like what it is not: Unicode's UTS 39, by ICU.
 * No script is punished for itself: what counts is scripts that do not belong together in
 * one word, and characters that show nothing where nothing needs them. */

enum spoof_hiding {
	SPOOF_BLANK, /* shows nothing: zero-width, fillers, soft hyphen, stray selectors */
	SPOOF_BIDI,  /* changes the direction of what follows */
	SPOOF_TAG,   /* a tag character outside a flag */
	SPOOF_CONTROL, /* a control character */
};

struct spoof_hidden {
	enum spoof_hiding kind;
	uint32_t code_point;
	size_t at;  /* offset in the text */
	bool limit; /* with false: not all of the text was looked at */
};

/* The first character of UTF-8 text `s` that shows nothing and has no honest reason where
 * it stands. Joiners in emoji and where Indic, Arabic or Mongolian writing needs them,
 * selectors behind emoji and ideographs, direction marks in right-to-left text, breaks in
 * scripts without spaces, and zero-width characters between words have one. At most `max`
 * characters that show nothing are looked at. */
bool spoof_find_hidden(struct span s, size_t max, struct spoof_hidden *hidden_r);

struct spoof_mix {
	struct span word;    /* within the text */
	const char *script;  /* English name of the script it begins in: "Latin" */
	const char *other;   /* of the first letter out of another one */
	uint32_t code_point; /* that letter */
};

/* A word of `s` in which a letter of one script passes for one of another: a run of
 * foreign letters that all look like a-z in a Latin word, a Latin letter alone in a
 * Cyrillic or Greek one. Whole words side by side ("Gmail почта", "SIMкарта") do not
 * count. For names, where people write as they like. */
bool spoof_find_mixed(struct span s, struct spoof_mix *mix_r);

/* True when the one label of a domain (U-label) is not at least Highly Restrictive (UTS 39
 * section 5.2): one script, or Latin with the scripts of Chinese, Japanese or Korean. */
bool spoof_label_mixed(struct span label, struct spoof_mix *mix_r);

/* True when a letter or digit of `s` is a styled form of another one: bold, full-width,
 * circled. Domains are mapped to the plain ones, so who writes them so wants to hide. */
bool spoof_is_styled(struct span s);

/* What `s` looks like (UTS 39 section 4): two texts are confusable when their skeletons
 * are equal. For comparison only, never for display. */
struct span spoof_skeleton(struct arena *a, struct span s);

/* `s` in capitals, character by character (Unicode's simple mapping): of scripts whose small letters
 * look like nothing in another one the capitals often do. */
struct span spoof_capitals(struct arena *a, struct span s);

/* Reads ICU's tables (about 1 ms, clean pages only), so that children need not. */
void spoof_warm_up(void);

#endif
