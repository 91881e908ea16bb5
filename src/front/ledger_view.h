#ifndef ASSAY_FRONT_LEDGER_VIEW_H
#define ASSAY_FRONT_LEDGER_VIEW_H

#include "front/options.h"
#include "known/lists.h"
#include "ledger/store.h"
#include "report/say_money.h"

/* The ledger of --in, to be read and not changed, and beside it the lists of what is known: what
 * every command that follows money begins with. */
struct ledger_view {
	struct lists lists;
	struct store *store;
	struct edges *edges;
	struct arena *shown; /* of the label that was asked for last */
};

/* Opens the lists and then the ledger; without --in there is none. 0 or -errno; ledger_view_close() in either case. */
int ledger_view_open(struct ledger_view *v, const struct options *o, struct err *err_r);
/* Gives up what is not needed to read it (--sandbox): from now on no file can be opened. */
int ledger_view_lock(struct ledger_view *v, const struct options *o, struct err *err_r);
void ledger_view_close(struct ledger_view *v);

/* A transaction's identity as people write it, with "0x" or without. */
bool ledger_view_read_id(struct span text, unsigned char id_r[32]);

/* A list of accounts that grows. */
struct account_list {
	uint32_t *accounts;
	size_t count, capacity;
	size_t unknown; /* names of files that the ledger does not have */
};

/* The account of that name; -ENOENT: the ledger has none. */
int ledger_view_find(const struct ledger_view *v, const char *name, uint32_t *account_r,
	struct err *err_r);
/* Adds those that arguments name, each of which must be there. */
int ledger_view_add_named(const struct ledger_view *v, char **names, struct arena *a,
	struct account_list *list, struct err *err_r);
/* Adds those of a file, one a line; NULL: no file. Those that the ledger does not have are
 * counted: lists are longer than ledgers. */
int ledger_view_add_file(const struct ledger_view *v, const char *path, struct arena *a,
	struct account_list *list, struct err *err_r);

/* What the lists say of an account first; `state` is the view. It lives until the next one is
 * asked for. */
bool ledger_view_label(void *state, uint32_t account, struct trace_label *label_r);
/* Adds the accounts of the ledger that stand on a list on the lists' day: of sanctions, or where an
 * authority said that stolen money was there. Labels are no lists of these. */
void ledger_view_add_listed(
	const struct ledger_view *v, struct arena *a, struct account_list *list);

/* What amounts of each asset of the ledger tell, by the table of genuine coins. */
enum worth *ledger_view_worth(const struct ledger_view *v, struct arena *a);

/* To standard output; `state` is not looked at. */
bool ledger_view_write(void *state, struct span bytes);
/* Reports go there, with what the lists say of accounts. */
struct money_paper ledger_view_paper(struct ledger_view *v, struct arena *scratch);
/* Complains where not all that was written could be, and returns the exit status. */
int ledger_view_flush(void);
/* Complains, and returns the exit status for that -errno. */
int ledger_view_failed(int r, const struct err *err);

#endif
