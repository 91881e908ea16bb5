#ifndef ASSAY_ASK_REPLAY_LISTS_H
#define ASSAY_ASK_REPLAY_LISTS_H

#include "ask/replay_people.h"
#include "core/lists.h"

/* The rows of a world that are about lists (ask/replay.h). */

struct world_lists;

/* True for the first word of such a row. */
bool world_lists_knows(struct span word);
int world_lists_row(struct world_line *l, struct span word, struct world_lists **lists);
/* Without any row the lists are there, of today, and have nobody. */
void world_lists_answer(
	const struct world_lists *lists, struct span address, struct lists_told *told_r);

#endif
