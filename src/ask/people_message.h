#ifndef ASSAY_ASK_PEOPLE_MESSAGE_H
#define ASSAY_ASK_PEOPLE_MESSAGE_H

#include "base/text.h"
#include "core/people.h"

/* What is said about people between the processes: questions of a worker, their answers,
 * and memos of letters. Readers take what they read for hostile: false for anything that is
 * not exactly what a writer writes, and for text that no memory should hold (broken UTF-8,
 * control characters, an address that is none). */

enum { PEOPLE_MESSAGE_BYTES_MAX = 90 * 1024 };

/* False when it does not fit. What is longer than core/people.h allows is cut or left out. */
bool people_question_write(struct text *t, const struct people_question *q);
bool people_question_read(
	struct arena *a, struct span bytes, struct people_question *question_r);

void people_answer_write(struct text *t, const struct people_answer *answer);
bool people_answer_read(
	struct arena *a, struct span bytes, struct people_answer *answer_r);

bool memo_write(struct text *t, const struct memo *memo);
bool memo_read(struct arena *a, struct span bytes, struct memo *memo_r);

#endif
