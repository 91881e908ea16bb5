#ifndef ASSAY_BASE_AHEAD_H
#define ASSAY_BASE_AHEAD_H

/* A second thread that does one job after another, ahead of whoever gives them. It is made behind
 * the locks of an import and so has them too. Where no thread can be had, jobs are done at once. */
struct ahead;

struct ahead *ahead_start(void (*work)(void *job));
/* At most one job is at work; its memory is the thread's until ahead_wait(). */
void ahead_give(struct ahead *a, void *job);
void ahead_wait(struct ahead *a);
/* Waits, ends the thread and sets `*a` to NULL. */
void ahead_stop(struct ahead **a);

#endif
