#ifndef ASSAY_PEOPLE_DB_INSIDE_H
#define ASSAY_PEOPLE_DB_INSIDE_H

#include "people/db.h"

/* Between db.c (the face, and all in which the two databases must agree) and its drivers,
 * db_sqlite.c and db_postgres.c. Nobody else includes this. */

/* As handed over: text is checked, its pointer never NULL. */
struct db_argument {
	char type; /* 'i' or 't' */
	int64_t number;
	struct span text;
};

struct db_types {
	bool known;
	char text[DB_ARGUMENTS_MAX + 1];
};

enum db_transaction { DB_AUTOCOMMIT, DB_READS, DB_WRITES };

struct db {
	const struct db_driver *driver;
	struct arena *arena; /* lives as long as the connection */
	void *inside;	     /* the driver's own */
	const char *const *statements;
	unsigned statement_count, timeout_ms;
	bool read_only;
	struct db_types types[DB_STATEMENTS_MAX]; /* as first run with */
	enum db_transaction transaction;
	bool doomed; /* a statement of this transaction failed */
};

/* db.c ends the running statement before it calls anything but next, number and text. */
struct db_driver {
	const char *table_end; /* for "%s" */
	/* On failure close() is called: it must cope with what is half open. */
	int (*open)(struct db *db, const struct db_settings *settings, struct err *err_r);
	void (*close)(struct db *db);
	int (*exec)(struct db *db, const char *sql, struct err *err_r);
	int (*begin)(struct db *db, bool writes, struct err *err_r);
	int (*commit)(struct db *db, struct err *err_r);
	void (*rollback)(struct db *db); /* harmless outside a transaction */
	/* Runs up to the first row or, without rows, to the end. */
	int (*run)(struct db *db, unsigned number, const struct db_argument *arguments,
		unsigned count, struct err *err_r);
	int (*next)(struct db *db, struct err *err_r);
	int64_t (*number)(struct db *db, unsigned column);
	struct span (*text)(struct db *db, unsigned column);
	void (*end)(struct db *db);
	int (*examine)(struct db *db, struct err *err_r);
};

extern const struct db_driver db_sqlite, db_postgres;

int64_t db_now_ms(void); /* of a clock that only runs forward */

/* A database's own words for a sentence of ours: one line of printable ASCII. */
struct db_words {
	char text[160];
};
struct db_words db_plain(const char *words);

#endif
