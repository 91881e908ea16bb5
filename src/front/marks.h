#ifndef ASSAY_FRONT_MARKS_H
#define ASSAY_FRONT_MARKS_H

#include "front/things.h"
#include "people/people.h"

/* How far each source was read: known from runs before, and set while this one hands letters
 * to the learner, which keeps them later. Only when all of them are in the memory are the
 * marks kept too. What was read without `received` counts as unread for it. */
struct marks;

struct marks *marks_create(struct arena *a, struct people *people, bool received);

/* Of the source `name` of that kind; 0: it was never read. */
uint64_t marks_known(struct marks *m, const char *kind, const char *name);
void marks_set(struct marks *m, const char *kind, const char *name, uint64_t position);

/* Of a mailbox file, by its real path: a things_known, and its other half. */
uint64_t marks_file_known(void *marks, const char *path);
void marks_set_file(struct marks *m, const struct thing *thing);

/* 0 or -errno. */
int marks_keep(struct marks *m, struct err *err_r);

#endif
