#ifndef ASSAY_BASE_BIG_H
#define ASSAY_BASE_BIG_H

#include <stddef.h>

/* Memory for tables of hundreds of megabytes, straight from the system: zeroed, never NULL,
 * grown in place or moved without copying. For what is larger than any job's arena. */
struct big {
	void *p;
	size_t bytes;
};

/* At least `bytes`; what was there before stays, what is new is zeroed. Ends the program
 * by must() where the system has no memory. */
void big_grow(struct big *b, size_t bytes);
/* Room for `count` items of `size` bytes, doubled where it grows. */
void big_room(struct big *b, size_t count, size_t size);
void big_free(struct big *b);

#endif
