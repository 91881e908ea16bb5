#ifndef ASSAY_LEDGER_STATE_H
#define ASSAY_LEDGER_STATE_H

#include "base/arena.h"
#include "base/err.h"
#include "ledger/ledger.h"

/* The file `state`: what belongs to the ledger, as lines of words, and a checksum of all
 * before it as the last line (docs/ledger.md). */

enum {
	STATE_SEGMENTS_MAX = 4096,
	STATE_IMPORTS_MAX = 65536,
	STATE_BYTES_MAX = 64 << 20,
};

struct state_segment {
	uint32_t number; /* of the file NNNNNN.rows */
	uint64_t bytes;
	uint32_t rows;
};

struct state_run {
	uint32_t number; /* of the file NNNNNN.names */
	uint32_t count;
};

/* One source that was imported, or is being imported: how far, and what came of it. */
struct state_import {
	uint64_t digest; /* of the source's name, size and first bytes */
	uint64_t taken;	 /* bytes of it that are in the ledger */
	uint64_t rows, refused, repeated;
	bool done;
	struct span name;
};

struct state {
	uint64_t key; /* of the names' hash */
	uint32_t next;
	uint32_t name_count, asset_count;
	uint64_t name_bytes, asset_bytes;
	struct state_run *runs;
	size_t run_count, run_capacity;
	struct state_segment *segments;
	size_t segment_count, segment_capacity;
	struct state_import *imports;
	size_t import_count, import_capacity;
};

/* What is damaged is -EUCLEAN, a newer version -ENOTSUP; `name` is for the sentence. */
int state_parse(struct arena *a, struct span text, const char *name,
	struct state *state_r, struct err *err_r);
struct span state_print(struct arena *a, const struct state *state);

#endif
