#ifndef ASSAY_FRONT_OPTIONS_H
#define ASSAY_FRONT_OPTIONS_H

#include "base/err.h"
#include "core/job.h"
#include "isolate/crew.h"
#include "report/words.h"

/* Every option of the program: one typed row each, from which come the command line, the
 * configuration file, assay_set(), the help, the completions and the manual. */

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };
enum level { LEVEL_CAUTION, LEVEL_DANGER };
enum node_kind { NODE_EVM, NODE_BITCOIN };
enum noise_mode { NOISE_DROP, NOISE_KEEP };

struct options {
	struct arena *arena; /* owns what the values point to */

	bool json, all, each, no_progress;
	bool approach;	       /* text is a message of a chat */
	unsigned level, color; /* enum level, enum color */
	const char *config;

	unsigned language;
	unsigned sandbox, isolation; /* enum sandbox_mode, enum worker_mode */
	uint64_t jobs, dns_timeout_ms;
	bool offline;
	const char *rules; /* folder */
	const char *resolver, *trust_anchor, *world, *policy, *programs;
	const char *people, *people_user;
	bool no_people, no_remember;
	bool own_people; /* the command's: the user's own memory, where none is named */
	bool received, yes, hashed; /* of `assay learn` */
	const char *password_file, *ca;
	const char *extract, *extract_to; /* of `assay look` */
	bool possibly_harmful;
	const char *into, *form, *chain, *symbol, *map, *asset, *decimals; /* `ledger` */
	int64_t no_time_s;
	const char *rpc, *blocks; /* `ledger` */
	unsigned node;		  /* enum node_kind */
	bool no_traces;
	const char *in, *rule, *labels, *line_count, *node_count, *memos; /* `trace` */
	int64_t from_s, until_s;	/* 0: not given */
	const char *depositors, *model; /* `demix`; `screen` */
	const char *services;		/* `hop` */
	bool change;			/* `cluster` */
	const char *without;		/* `cluster` */
	uint64_t window;
	uint64_t hops, busy, dust, dormant, accounts;
	unsigned format; /* enum trace_form */
	unsigned noise;	 /* enum noise_mode */
	unsigned swaps;	 /* of "cross|both|off" */
	unsigned rank;	 /* enum rank_method */
	uint64_t commit_every;
	const char *known, *list, *source, *url, *grade; /* `known` */
	unsigned kind;					 /* enum known_kind + 1, or 0 */
	bool names;					 /* `screen` */
	int64_t as_of_s, date_s;
	uint64_t max_age;
	int64_t now_s; /* 0: the clock */
	struct budget budget;

	struct setting
		*settings; /* what the checks may know: "client-ip", "border" ... */
	size_t setting_count, setting_capacity;
};

enum option_kind {
	OPTION_FLAG,	/* bool; in a file "yes" or "no" */
	OPTION_CHOICE,	/* unsigned: index into `choices` */
	OPTION_NUMBER,	/* uint64_t from `min` to `max` */
	OPTION_TEXT,	/* const char * */
	OPTION_FILE,	/* const char *, completed as a path */
	OPTION_TIME,	/* int64_t Unix time out of an RFC 3339 date */
	OPTION_LIMIT,	/* NAME=VALUE, a row of core/budget.h */
	OPTION_SETTING, /* a setting for the checks, the last value wins */
	OPTION_LIST,	/* a setting for the checks, each value adds one */
};

/* Where a row may stand. */
enum option_place {
	PLACE_CHECK = 1 << 0,	 /* assay check --name */
	PLACE_FILE = 1 << 1,	 /* assay.conf */
	PLACE_LIBRARY = 1 << 2,	 /* assay_set() */
	PLACE_LETTER = 1 << 3,	 /* the context of one letter, too */
	PLACE_LEARN = 1 << 4,	 /* assay learn --name */
	PLACE_PEOPLE = 1 << 5,	 /* assay people --name */
	PLACE_LOOK = 1 << 6,	 /* assay look --name */
	PLACE_LEDGER = 1 << 7,	 /* assay ledger --name */
	PLACE_TRACE = 1 << 8,	 /* assay trace --name */
	PLACE_KNOWN = 1 << 9,	 /* assay known --name */
	PLACE_SCREEN = 1 << 10,	 /* assay screen --name */
	PLACE_DEMIX = 1 << 11,	 /* assay demix --name */
	PLACE_HOP = 1 << 12,	 /* assay hop --name */
	PLACE_CLUSTER = 1 << 13, /* assay cluster --name */
};

struct option {
	const char *name;
	char letter; /* "-j", or 0 */
	enum option_kind kind;
	unsigned places;
	const char *value;   /* what the help calls the value; NULL for a flag */
	const char *choices; /* "danger|caution" */
	uint64_t min, max;
	const char *standard; /* the default, as a user would write it; NULL: none */
	size_t offset;	      /* of the field in struct options */
	const char *setting;  /* name of the setting that the checks see */
	bool (*taste)(struct span value); /* more than the kind demands; may be NULL */
	const char *help;		  /* one line */
	const char *manual;		  /* more, for the manual; may be NULL */
};

/* The `i`th row, or NULL behind the last; the row called `name`, or NULL. */
const struct option *option_row(size_t i);
const struct option *option_find(struct span name);
/* The row with that letter, or NULL. */
const struct option *option_find_letter(char letter);

/* All defaults; `arena` outlives the options. */
void options_init(struct options *o, struct arena *arena);
/* Sets one option from text; the sentence says what was wanted. 0 or -EINVAL. */
int option_set(struct options *o, const struct option *row, struct span value,
	struct err *err_r);
/* For a row of PLACE_LETTER: only looks whether the value would do. */
int option_check(const struct option *row, struct span value, struct err *err_r);

/* The first value of a setting, as a string; NULL where there is none. */
const char *options_setting(const struct options *o, const char *name);

/* Reads "--name value", "--name=value", "-n value" up to "--", rows of `place` only; the
 * others, in order, go to the front of `args`, and their number to `*left_r`. 0 or
 * -EINVAL. */
int options_read_args(struct options *o, enum option_place place, char **args,
	int *left_r, struct err *err_r);
/* The value of --config among `args`, or NULL: it must be known before files are read. */
const char *options_config_of_args(char *const *args, int count);

/* Reads one file of "name value" lines. 0, -ENOENT or another -errno; errors name the
 * file and the line. */
int options_read_file(struct options *o, const char *path, struct err *err_r);
/* Reads `path`, which must exist; without one the system's file and then the user's, as
 * far as they exist. */
int options_read_files(struct options *o, const char *path, struct err *err_r);

#endif
