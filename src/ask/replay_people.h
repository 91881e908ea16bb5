#ifndef ASSAY_ASK_REPLAY_PEOPLE_H
#define ASSAY_ASK_REPLAY_PEOPLE_H

#include "base/err.h"
#include "core/people.h"

/* The rows of a world that are about people (ask/replay.h), and the memory they make: the
 * real one, in memory. Shared by replay.c and replay_people.c. */

struct world_line {
	struct arena *arena;
	struct span rest;
	unsigned number;
	struct err *err;
};

/* -EINVAL, with the line's number in the sentence. */
int world_bad(const struct world_line *l, const char *what);
/* The next word up to white space, or an empty one. */
struct span world_word(struct world_line *l);
/* A value: quoted strings, joined, or one word. False: a quote is broken. */
bool world_value(struct world_line *l, struct span *value_r);

struct world_people;

/* True for the first word of such a row. */
bool world_people_knows(struct span word);
/* Takes the row into `*people`, which is made with the first one and ends with the arena. */
int world_people_row(
	struct world_line *l, struct span word, struct world_people **people);
void world_people_answer(struct world_people *people, struct arena *a,
	const struct people_question *q, struct people_answer *answer_r);

#endif
