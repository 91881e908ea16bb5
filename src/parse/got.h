#ifndef ASSAY_PARSE_GOT_H
#define ASSAY_PARSE_GOT_H

/* What a parser made of foreign bytes. Broken input is not an error: what could be read
 * is kept, and this says how much that is. */
enum got {
	GOT_ALL,   /* everything had a meaning */
	GOT_SOME,  /* the result holds what could be read; the rest is broken */
	GOT_NONE,  /* not of this form at all; the result is empty */
	GOT_LIMIT, /* stopped at a limit; the result holds what was read before it */
};

#endif
