#ifndef ASSAY_FRONT_LEARNER_H
#define ASSAY_FRONT_LEARNER_H

#include "isolate/crew.h"
#include "people/people.h"

/* Letters into a memory: packed into batches, read by the crew's workers (which alone look
 * into them), and what they made of them kept, a transaction for some seconds' work. */
struct learner;

struct learner_counts {
	uint64_t letters;		 /* handed over */
	uint64_t learned[LEARNED_KINDS]; /* what became of them */
	uint64_t unread;		 /* in batches whose worker did not answer */
};

struct learner_settings {
	struct crew *crew;
	struct people *people;
	struct settings settings; /* what the readers may know: "border", "authserv-id" */
	struct budget budget;
	int64_t now_s; /* 0: the clock */
	bool received; /* what the user did not write is kept as received */
	/* Sees each memo before it is kept, and may say that it shall not; may be NULL. */
	bool (*watch)(void *state, const struct memo *memo);
	void *state;
};

struct learner *learner_create(struct arena *a, const struct learner_settings *settings);
/* One letter, or a file of cards; copied. May wait for others to be done. 0 or -errno. */
int learner_add(struct learner *l, struct span bytes, struct err *err_r);
/* All that was handed over is learned when this returns. 0 or -errno. */
int learner_finish(struct learner *l, struct err *err_r);
const struct learner_counts *learner_counts(const struct learner *l);
void learner_destroy(struct learner **l);

#endif
