#ifndef ASSAY_REPORT_SAY_H
#define ASSAY_REPORT_SAY_H

#include "report/report.h"

/* What a report says, whatever its form: sentences are chosen here and nowhere else. */

/* The sentence of a finding: of a hit "says", of a clear one "proved" or "clear", of an unknown one why
 * it could not be checked. NULL where the catalogue has none, as most clear ones have. */
const char *say_finding(const struct report *r, const struct finding *f);
/* The fact that a clear finding proves: "proved" of the catalogue; NULL: it only found
 * nothing. */
const char *say_proof(const struct report *r, const struct finding *f);
/* The verdict in words; of a thing that is none of ours, that it is not a letter. */
const char *say_heading(const struct report *r);
/* The one step to take: that of the strongest reason, else that of the verdict. The
 * finding that its names stand for goes to `*about_r` (NULL: it has none). */
const char *say_next(const struct report *r, const struct finding **about_r);
/* What the finding could have told: the check's title, or its code. */
const char *say_title(const struct finding *f);
/* A word or sentence of the report's own: file "report" of the catalogue. */
const char *say_label(const struct report *r, const char *key);

/* "hit" before "unknown" before "clear"; with the same, the heavier weight first. Writes
 * the findings in that order, the list's own order kept otherwise. */
size_t say_sorted(const struct report *r, const struct finding ***list_r);

/* False for something that nobody could read as a letter. */
bool say_is_letter(const struct report *r);
/* Where in the input the finding rests; false when it rests on no bytes of it. */
bool say_place(const struct report *r, const struct finding *f, size_t *offset_r,
	size_t *length_r);

#endif
