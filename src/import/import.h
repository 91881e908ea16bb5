#ifndef ASSAY_IMPORT_IMPORT_H
#define ASSAY_IMPORT_IMPORT_H

#include "import/source.h"
#include "ledger/writer.h"

/* From exports of chains and banks to rows of a ledger. One file for each form, each ending
 * in a descriptor, as checks do; forms.c lists them. What a source says is foreign: a row
 * that cannot be understood is set aside with its line and the reason, and the next is read.
 * A form that needs several files at once (a folder) asks import_sibling(). */

struct import_options {
	struct span form; /* name of a form, or empty: told by the content */
	struct span
		chain; /* "ethereum", "polygon", "bitcoin": the first part of an asset's name */
	struct span symbol; /* of its own coin; empty: as the form has it */
	struct span map;    /* of columns, "from=sender,to=3,..." (csv.c) */
	struct span asset;  /* of rows that name none */
	unsigned decimals;  /* of such rows' amounts */
	bool decimals_given;
	int64_t no_time_s; /* of rows of a block whose time is not told; 0: they are set aside */
};

struct import {
	struct arena *arena;   /* as long as the import of this source */
	struct arena *scratch; /* may be reset at each block of lines */
	struct writer *writer;
	struct source *source;
	const struct import_options *options;
	uint64_t resume_at; /* place up to which its rows are in the ledger */
	uint64_t line;	    /* of the source, of the row in work; from 1 */
	uint64_t refused;   /* rows set aside */
	/* Called for each: where it stands, why it was refused, and its bytes. */
	void (*set_aside)(
		void *state, uint64_t line, const char *reason, struct span row);
	/* Called between blocks; not 0: end here, with what is in the ledger. */
	int (*go_on)(void *state, const struct import *import);
	void *state;
	/* A file beside the source by its name ("blocks.csv"), or NULL. */
	int (*sibling)(void *state, const char *name, struct source **source_r);
};

struct import_form {
	const char *name;  /* "csv", "ethereum-etl" */
	const char *title; /* one line, for help */
	/* Whether the first bytes and the file's name look like it: 0 not at all, higher is
	 * surer. */
	unsigned (*taste)(struct span head, const char *name);
	/* Reads the source to its end. 0 or -errno; -ECANCELED where go_on() said so. */
	int (*run)(struct import *import, struct err *err_r);
};

extern const struct import_form import_form_csv, import_form_etl, import_form_btc_etl,
	import_form_blocks, import_form_etherscan, import_form_node;

/* The form called so, or which the content looks most like; NULL where there is none. The
 * `i`th, or NULL behind the last. */
const struct import_form *import_form_find(struct span name);
const struct import_form *import_form_taste(struct span head, const char *name);
const struct import_form *import_form_row(unsigned i);

/* Sets the row in work aside. */
void import_refuse(struct import *import, struct span row, const char *reason);
/* Between blocks: rows that were added so far are all of those that were read so far. Commits
 * where a segment is full, and asks whether to go on. 0, -ECANCELED or another -errno. */
int import_mark(struct import *import, struct err *err_r);
/* The same where the source was read on: rows up to that place were added. */
int import_mark_at(struct import *import, uint64_t place, struct err *err_r);

/* One source into the ledger, from where an import of it ended before; nothing where it is
 * in already (`*was_in_r`). Commits. */
int import_source(struct import *import, bool *was_in_r, struct err *err_r);

/* "2022-03-23 13:29:09 UTC", "2022-03-23T13:29:09+00:00", "2022-03-23", Unix seconds,
 * milliseconds or microseconds. */
bool import_time(struct span text, int64_t *time_s_r);
/* An asset of a chain: "ethereum" for its own coin, "ethereum/0x..." for a token. */
int import_asset(struct import *import, struct span token, struct span symbol,
	unsigned decimals, uint32_t *asset_r, struct err *err_r);

#endif
