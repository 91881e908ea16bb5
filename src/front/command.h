#ifndef ASSAY_FRONT_COMMAND_H
#define ASSAY_FRONT_COMMAND_H

#include "front/options.h"

/* One command of the program: a file each, a row each in main.c. */
struct command {
	const char *name;
	const char *arguments; /* "[OPTION]... THING..." */
	const char *help;      /* one line */
	unsigned place;	       /* enum option_place of its options, or 0: it has none */
	/* `args` are those behind the command's name and end in NULL; returns the exit status. */
	int (*run)(char **args);
};

/* The `i`th command, or NULL behind the last. */
const struct command *command_row(unsigned i);

/* The `i`th of what `assay people` can do, or NULL behind the last. */
const char *people_act(unsigned i);
/* The same of `assay ledger`. */
const char *ledger_act(unsigned i);
/* The same of `assay known`. */
const char *known_act(unsigned i);

int check_main(char **args);
int check_config_main(char **args);
int checks_main(char **args);
int cluster_main(char **args);
int completion_main(char **args);
int demix_main(char **args);
int explain_main(char **args);
int learn_main(char **args);
int hop_main(char **args);
int known_main(char **args);
int ledger_main(char **args);
int look_main(char **args);
int people_main(char **args);
int screen_main(char **args);
int help_main(char **args);
int trace_main(char **args);
int version_main(char **args);

/* The help of a command, or of the program for NULL, to standard output. */
void help_print(const char *command);

/* Reads files and arguments into `o`, which `arena` outlives; what is no option is then at the
 * front of `args`, and ends with NULL. EX_OK, or complains and returns the status. */
int command_options(struct options *o, struct arena *arena, enum option_place place,
	char **args, int *count_r);

/* "assay: ..." to standard error, escaped; returns `status`. */
int complain(int status, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
