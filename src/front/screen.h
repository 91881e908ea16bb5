#ifndef ASSAY_FRONT_SCREEN_H
#define ASSAY_FRONT_SCREEN_H

#include "front/options.h"

/* What is known of the terminal, and the progress line upon it (standard error). */
struct screen {
	bool colour;	/* for standard output */
	unsigned width; /* of standard output; 0: it is no terminal */
	bool progress;	/* a line is wanted */
	bool shown;	/* and stands there now */
	int64_t last_ms;
};

void screen_init(struct screen *s, const struct options *o, bool many);
/* Shows how far it is, some ten times a second. */
void screen_progress(struct screen *s, size_t letters, size_t dangers, size_t cautions,
	uint64_t done, uint64_t total);
/* The same for letters that are learned; `total` 0: how many there are is not known. */
void screen_progress_of_learning(struct screen *s, uint64_t letters, uint64_t learned,
	uint64_t done, uint64_t total);
/* The same for rows that are imported. */
void screen_progress_of_import(
	struct screen *s, uint64_t rows, uint64_t done, uint64_t total);
/* And for transfers that are followed; how many there will be is not known. */
void screen_progress_of_trace(struct screen *s, uint64_t rows, uint64_t accounts);
/* Wipes the line away before something else is written. */
void screen_clear(struct screen *s);

#endif
