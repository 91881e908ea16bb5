#ifndef ASSAY_PEOPLE_DB_H
#define ASSAY_PEOPLE_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/* One face over the two databases that can hold a memory: SQLite, a file of one user, and
 * PostgreSQL, where many users have a schema each (so that no statement can reach another
 * user's rows). Statements are written once, in the dialect that both share: parameters are
 * $1 to $16, in any order and as often as wanted, integers are BIGINT, bytes TEXT; ON
 * CONFLICT and RETURNING are there. Nothing may depend on the order of texts (<, ORDER BY,
 * min): SQLite has that of the bytes, a server its own. */

struct db;

enum { DB_STATEMENTS_MAX = 64, DB_ARGUMENTS_MAX = 16 };

struct db_settings {
	/* A path, or "postgresql://..."; NULL: in memory, gone with its connection. */
	const char *where;
	const char *user; /* PostgreSQL: whose schema; ASCII letters, digits, "-_.@" */
	bool create;	  /* else a memory that is not there, or is empty, is -ENOENT */
	bool read_only;	  /* not together with `create`; a write is -EROFS */
	unsigned timeout_ms; /* for one statement, and to wait for another process */
	/* The program's statements, prepared when they are first run; ends in NULL, and
	 * lives as long as the connection. */
	const char *const *statements;
};

/* -ENOENT: there is none. -EUCLEAN: it is damaged, -EMEDIUMTYPE: another program's (SQLite).
 * -ETIMEDOUT, -ECONNREFUSED, -EACCES (a password), -ENOSYS (no libpq) ... A file is made with
 * mode 0600, its folder (where missing) with 0700; one that others may read, or into whose
 * folder others may write, is -EPERM. `*db_r` is NULL on failure. A connection is one
 * thread's, and is not taken along by fork(). */
int db_open(const struct db_settings *settings, struct db **db_r, struct err *err_r);
void db_close(struct db **db);

/* Runs statements without parameters, several behind each other: schemas, settings. All or
 * nothing only within a transaction. "%s" becomes the driver's own end of a table:
 * " WITHOUT ROWID" or nothing. */
int db_exec(struct db *db, const char *sql, struct err *err_r);

/* Transactions, one at a time. A writer waits for another one up to the timeout; a reader
 * waits for nobody and sees one moment; a write in its transaction is -EROFS. After a
 * statement that failed (except -EILSEQ and -E2BIG, for which nothing was done) everything
 * up to the end of the transaction is -ECANCELED. When db_commit() fails, all is rolled
 * back. db_rollback() is harmless when there is nothing to roll back. */
int db_begin(struct db *db, bool writes, struct err *err_r);
int db_commit(struct db *db, struct err *err_r);
void db_rollback(struct db *db);

/* Runs the `number`th statement up to its first row or, without rows, to the end. `types`
 * has a letter for each argument, the same ones whenever it is run: 'i' int64_t, 't' struct
 * span (copied). One statement runs at a time: the one before is ended. 0 or -errno:
 * -EILSEQ for a text that is not UTF-8 without NUL, -EEXIST for a constraint (a duplicate),
 * -ETIMEDOUT for what takes too long. After that a server which did not answer is not asked
 * again: every call fails at once. */
int db_run(struct db *db, unsigned number, struct err *err_r, const char *types, ...);
/* The next row: 1, or 0 behind the last, or -errno. */
int db_next(struct db *db, struct err *err_r);
/* Columns of the row, from 0; a NULL is 0 and empty (its pointer is not NULL). Text lives
 * until the next db_next() or the end of the statement; what others wrote into a file need
 * not be UTF-8. */
int64_t db_number(struct db *db, unsigned column);
struct span db_text(struct db *db, unsigned column);
/* Ends the running statement; harmless when there is none. */
void db_end(struct db *db);
/* db_run() for one that gives no rows. */
int db_do(struct db *db, unsigned number, struct err *err_r, const char *types, ...);

/* SQLite: looks through the whole file. 0, or -EUCLEAN. PostgreSQL: 0. */
int db_examine(struct db *db, struct err *err_r);
/* True for a path, false for a server. */
bool db_is_file(const char *where);

#endif
