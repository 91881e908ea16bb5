#ifndef ASSAY_CHECKS_CODE_CODE_H
#define ASSAY_CHECKS_CODE_CODE_H

#include "checks/file/file.h"
#include "parse/file/json.h"
#include "parse/file/source.h"

/* What checks of program text share: the one pass over a file, what a command line does, and
 * how files of a project find each other. */

/* NULL for what is no program text. Made once a file. */
const struct source *code_source(struct file *f);
/* Code that a project carries along and that no person of it wrote: node_modules, vendor. */
bool code_is_vendored(const struct file *f);
/* That, and what programs made (dist, assets, x.min.js) unless a file that people wrote
 * imports it: the looks of such code tell nothing. */
bool code_is_unread(const struct file *f);
/* JSON that could not be read to its end is a gap. */
void code_told_by_json(struct file *f, const struct json *j);
/* Runs text that it first unpacks, or that came from the network, within a few words of each
 * other: the place, or SPAN_NONE. */
size_t code_runs_decoded(const struct file *f);
size_t code_runs_fetched(const struct file *f);
/* Program text that hides what it does: one of the signs above, or an obfuscator's. NULL or
 * a word for why: "decoded", "fetched", "names", "mark". */
const char *code_scrambled(struct file *f, size_t *at_r);
/* Code behind so many blanks that no window shows it, which does something. */
struct code_far {
	size_t offset, line, column, line_start;
	bool code_before, grave;
};
bool code_offscreen(struct file *f, struct code_far *far_r);

/* --- command lines --- */

enum command_does {
	COMMAND_FETCHES = 1 << 0,
	COMMAND_PIPES = 1 << 1,	      /* what was fetched, into a shell */
	COMMAND_CODED = 1 << 2,	      /* encoded text is run */
	COMMAND_INLINE = 1 << 3,      /* program text on the line itself */
	COMMAND_DISGUISED = 1 << 4,   /* a picture or font is run as a program */
	COMMAND_LOADER = 1 << 5,      /* rundll32 and its like */
	COMMAND_SCRAMBLED = 1 << 6,   /* the file that it runs hides what it does */
	COMMAND_HIDDEN_FILE = 1 << 7, /* runs a file in a hidden folder */
};

struct command {
	unsigned does;
	struct file *runs; /* the file of the project, where it was found */
};

/* `beside`: the file that holds the command; paths are tried from its folder upward. */
struct command command_read(struct file *beside, struct span line);
/* One that no honest project has. */
bool command_is_grave(const struct command *c);

/* --- the tree --- */

/* The file of that path, seen from the folder of `beside` and from those above. */
struct file *code_find(struct file *beside, struct span path);
/* `path` ends in this, at a border of names: ".vscode/tasks.json". */
bool code_path_is(const struct file *f, const char *end);
bool code_base_is(const struct file *f, const char *base);

#endif
