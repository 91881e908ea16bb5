#ifndef ASSAY_REPORT_REPORT_H
#define ASSAY_REPORT_REPORT_H

#include "core/verdict.h"
#include "report/words.h"

/* One judged thing as its readers see it. The two forms say the same: `report_text` to a
 * person, `report_json` to a program. */
struct report {
	struct arena *arena; /* for what is written on the way */
	struct span name;    /* the file's; foreign */
	size_t index;	     /* of the letter in its mailbox from 1; 0: it is alone */
	const struct evidence *root; /* NULL when the job never got so far */
	const struct finding *findings;
	const struct policy *policy;
	struct verdict verdict;
	enum language language;
	bool sandboxed; /* false is said in every report */
};

struct report_style {
	bool all;	/* every finding, with state, tier and place */
	bool brief;	/* one line where nothing was found */
	bool colour;	/* SGR sequences of ECMA-48 */
	unsigned width; /* columns to wrap at; 0: a sentence stays on its line */
};

/* Some lines for a person, with an empty one at the end. */
void report_text(
	struct text *t, const struct report *r, const struct report_style *style);
/* One line of JSON (docs/schema/check-1.json), with its line feed. With `all` its findings
 * are all that the checks said; else the hits, and the gaps and proofs beside them. */
void report_json(struct text *t, const struct report *r, bool all);

#endif
