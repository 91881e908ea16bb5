#ifndef ASSAY_PARSE_FILE_SOURCE_H
#define ASSAY_PARSE_FILE_SOURCE_H

#include <stdint.h>

#include "base/arena.h"

/* What one pass over a program text tells, whatever its language: where code stands that no
 * window shows, what its names look like, and which words it uses. */

/* The words are told apart by what they are for; one word has one use. */
enum source_use {
	USE_RUN,      /* runs text as a program: eval(, exec( */
	USE_DECODE,   /* turns data into text: atob(, b64decode */
	USE_FETCH,    /* has something from the network */
	USE_PROCESS,  /* starts another program */
	USE_WALLET,   /* files of wallets, browsers, keychains */
	USE_POST,     /* where thieves keep what they fetch: paste sites, chains */
	USE_CHAIN,    /* asks a chain for data */
	USE_MARK,     /* of one known family of thieves' code */
	USE_GLOBAL,   /* the ways by which hidden code gets at the module system */
	USE_ROTATION, /* of an obfuscator's table of strings */
	SOURCE_USES
};

struct source_word {
	size_t count;
	size_t first;	/* offset of the first */
	uint64_t kinds; /* a bit for each different word */
	const char *word;
};

struct source {
	size_t lines, longest_line;
	/* The longest run of blanks with code behind it on the same line. */
	size_t blanks, blanks_line, blanks_column, blanks_offset;
	bool code_before; /* that line also has code before the blanks */
	size_t hex_names; /* names like _0x1a2b */
	size_t hex_names_first;
	size_t escapes; /* \x41 and \u0041 */
	struct source_word uses[SOURCE_USES];
};

/* Makes the automaton of all words. A worker calls it before it forks, since the table is
 * large; else the first source_read() does. */
void source_warm_up(void);

struct source source_read(struct span bytes);

/* Few lines for its length: made by a program for programs. */
bool source_is_packed(const struct source *s, size_t bytes);

#endif
