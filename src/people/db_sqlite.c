/* The memory of one user as a SQLite file. Who may read it is who may read the file: it is
 * made with mode 0600, and others are refused (private_file.c). A readable file is still not trusted: SQLite's defences
 * against made-up databases are all on.
 *
 * Writes are in a log (WAL) that is synced at checkpoints: a killed process loses nothing
 * that was committed, a power cut perhaps the last letters. */
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/must.h"
#include "base/num.h"
#include "base/text.h"
#include "people/db_inside.h"
#include "people/private_file.h"

enum {
	APPLICATION_ID = 0x61737361, /* "assa", at offset 68 of the file */
	OPS_BETWEEN_LOOKS = 10000,   /* at the clock; some 0.2 ms */
	NAP_MS = 5,
	URI_BYTES_MAX = 3 * 4096,
};

/* Behind the caller's statements. */
enum { BEGIN = DB_STATEMENTS_MAX, BEGIN_WRITE, COMMIT, ROLLBACK, STATEMENTS };
static const char *const controls[] = { "BEGIN", "BEGIN IMMEDIATE", "COMMIT",
	"ROLLBACK" };

struct prepared {
	sqlite3_stmt *stmt;
	/* SQLite numbers "$1" by where it first stands, not by its digits. */
	unsigned count, argument[DB_ARGUMENTS_MAX];
};

struct file {
	sqlite3 *sqlite;
	struct prepared prepared[STATEMENTS];
	sqlite3_stmt *running;
	bool on_row;	/* db_next() gave one */
	bool has_first; /* the first row is there already */
	unsigned timeout_ms;
	int64_t since_ms; /* when the step was first looked at; 0: not yet */
	bool unhurried;
};

static int code_of(sqlite3 *sqlite, int rc)
{
	int e = sqlite ? sqlite3_system_errno(sqlite) : 0;
	switch (rc & 0xFF) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_INTERRUPT: return ETIMEDOUT;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB: return EUCLEAN;
	case SQLITE_FULL: return ENOSPC;
	case SQLITE_READONLY: return EROFS;
	case SQLITE_CONSTRAINT: return EEXIST;
	case SQLITE_NOMEM: return ENOMEM;
	case SQLITE_CANTOPEN:
	case SQLITE_IOERR: return e ? e : EIO;
	default: return EINVAL;
	}
}

static int failed(sqlite3 *sqlite, int rc, struct err *err_r)
{
	const char *words = sqlite ? sqlite3_errmsg(sqlite) : sqlite3_errstr(rc);
	int code = code_of(sqlite, rc);
	if (code == ETIMEDOUT)
		return err_set(err_r, code, "the memory is in use for too long (%s)",
			db_plain(words).text);
	if (code == EUCLEAN)
		return err_set(err_r, code, "the memory's file is damaged (%s)",
			db_plain(words).text);
	return err_set(err_r, code, "the memory's file: %s", db_plain(words).text);
}

/* --- statements --- */

/* Stops what runs too long. The clock is asked only where much is done at once. */
static int look_at_clock(void *object)
{
	struct file *f = object;
	int64_t now = db_now_ms();
	if (f->unhurried)
		return 0;
	if (!f->since_ms)
		f->since_ms = now;
	return now - f->since_ms > f->timeout_ms;
}

static void map_arguments(struct prepared *p)
{
	int n = sqlite3_bind_parameter_count(p->stmt);
	must(n <= DB_ARGUMENTS_MAX);
	for (int i = 0; i < n; i++) {
		struct span name =
			span_from_cstr(sqlite3_bind_parameter_name(p->stmt, i + 1));
		uint64_t number;
		must(span_starts_with(name, SPAN("$")) &&
			num_parse(span_skip(name, 1), DB_ARGUMENTS_MAX, &number) &&
			number > 0);
		p->argument[i] = (unsigned)number - 1;
	}
	p->count = (unsigned)n;
}

static int prepare(struct db *db, unsigned number, struct err *err_r)
{
	struct file *f = db->inside;
	struct prepared *p = &f->prepared[number];
	if (p->stmt)
		return 0;
	const char *sql = number < DB_STATEMENTS_MAX
				  ? db->statements[number]
				  : controls[number - DB_STATEMENTS_MAX];
	f->since_ms = 0;
	int rc = sqlite3_prepare_v3(
		f->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &p->stmt, NULL);
	if (rc)
		return failed(f->sqlite, rc, err_r);
	must(p->stmt != NULL);
	map_arguments(p);
	return 0;
}

static int bind_all(
	const struct prepared *p, const struct db_argument *arguments, unsigned count)
{
	int rc = SQLITE_OK;
	for (unsigned i = 0; i < p->count && !rc; i++) {
		must(p->argument[i] < count);
		const struct db_argument *a = &arguments[p->argument[i]];
		int at = (int)i + 1;
		if (a->type == 'i')
			rc = sqlite3_bind_int64(p->stmt, at, a->number);
		else
			rc = sqlite3_bind_text64(p->stmt, at, (const char *)a->text.p,
				a->text.n, SQLITE_TRANSIENT, SQLITE_UTF8);
	}
	return rc;
}

static void end(struct db *db)
{
	struct file *f = db->inside;
	if (f->running)
		sqlite3_reset(f->running);
	f->running = NULL;
	f->on_row = f->has_first = false;
}

/* One row further: 1, or 0 and the statement is ended, or -errno and it is too. */
static int step(struct db *db, struct err *err_r)
{
	struct file *f = db->inside;
	f->since_ms = 0;
	int rc = sqlite3_step(f->running);
	if (rc == SQLITE_ROW)
		return 1;
	int e = rc == SQLITE_DONE ? 0 : failed(f->sqlite, rc, err_r);
	end(db);
	return e;
}

static int run(struct db *db, unsigned number, const struct db_argument *arguments,
	unsigned count, struct err *err_r)
{
	struct file *f = db->inside;
	int e = prepare(db, number, err_r);
	if (e)
		return e;
	const struct prepared *p = &f->prepared[number];
	if (db->transaction == DB_READS && !sqlite3_stmt_readonly(p->stmt))
		return err_set(
			err_r, EROFS, "nothing is written in a reading transaction");
	int rc = bind_all(p, arguments, count);
	if (rc)
		return failed(f->sqlite, rc, err_r);
	f->running = p->stmt;
	e = step(db, err_r);
	f->has_first = e == 1;
	return e < 0 ? e : 0;
}

static int next(struct db *db, struct err *err_r)
{
	struct file *f = db->inside;
	if (!f->running)
		return 0;
	int e = 1;
	if (f->has_first)
		f->has_first = false;
	else
		e = step(db, err_r);
	f->on_row = e == 1;
	return e;
}

static sqlite3_stmt *row(struct db *db, unsigned column)
{
	struct file *f = db->inside;
	must(f->on_row && column < (unsigned)sqlite3_data_count(f->running));
	return f->running;
}

static int64_t number(struct db *db, unsigned column)
{
	return sqlite3_column_int64(row(db, column), (int)column);
}

static struct span text(struct db *db, unsigned column)
{
	sqlite3_stmt *stmt = row(db, column);
	const unsigned char *p = sqlite3_column_text(stmt, (int)column);
	return span_of(p ? p : (const unsigned char *)"",
		(size_t)sqlite3_column_bytes(stmt, (int)column));
}

static int exec(struct db *db, const char *sql, struct err *err_r)
{
	struct file *f = db->inside;
	f->since_ms = 0;
	int rc = sqlite3_exec(f->sqlite, sql, NULL, NULL, NULL);
	return rc ? failed(f->sqlite, rc, err_r) : 0;
}

static int control(struct db *db, unsigned which, struct err *err_r)
{
	int e = run(db, which, NULL, 0, err_r);
	end(db);
	return e;
}

static int begin(struct db *db, bool writes, struct err *err_r)
{
	return control(db, writes ? BEGIN_WRITE : BEGIN, err_r);
}

static int commit(struct db *db, struct err *err_r)
{
	return control(db, COMMIT, err_r);
}

static void rollback(struct db *db)
{
	struct file *f = db->inside;
	if (!sqlite3_get_autocommit(f->sqlite))
		control(db, ROLLBACK, NULL);
}

/* --- opening --- */

/* The first column of the first row of `sql`, as a number or as words. 0 or -errno. */
static int ask(struct db *db, const char *sql, int64_t *number_r,
	struct db_words *words_r, struct err *err_r)
{
	struct file *f = db->inside;
	sqlite3_stmt *stmt = NULL;
	f->since_ms = 0;
	int rc = sqlite3_prepare_v2(f->sqlite, sql, -1, &stmt, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	int e = rc == SQLITE_ROW ? 0 : failed(f->sqlite, rc, err_r);
	if (!e && number_r)
		*number_r = sqlite3_column_int64(stmt, 0);
	if (!e && words_r)
		*words_r = db_plain((const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	return e;
}

/* Whose file it is: ours, nobody's yet (it is empty), or another program's. Whoever makes it at
 * the same time marks it before anything is in it, so what is in it is counted first. */
static int identify(struct db *db, bool *empty_r, struct err *err_r)
{
	int64_t id = 0, objects = 0;
	int e = ask(db, "SELECT count(*) FROM sqlite_schema", &objects, NULL, err_r);
	if (!e)
		e = ask(db, "PRAGMA application_id", &id, NULL, err_r);
	if (e)
		return e;
	*empty_r = id == 0 && objects == 0;
	if (*empty_r || id == APPLICATION_ID)
		return 0;
	return err_set(err_r, EMEDIUMTYPE, "the file is the database of another program");
}

static int claim(struct db *db, struct err *err_r)
{
	struct db_words mode;
	char sql[64];
	bool empty;
	snprintf(sql, sizeof(sql), "PRAGMA application_id = %d", APPLICATION_ID);
	int e = ask(db, "PRAGMA journal_mode = WAL", NULL, &mode, err_r);
	if (!e)
		e = begin(db, true, err_r);
	if (e)
		return e;
	e = identify(db, &empty, err_r); /* again, now that nobody else writes */
	if (!e && empty)
		e = exec(db, sql, err_r);
	if (!e)
		e = commit(db, err_r);
	if (e)
		rollback(db);
	return e;
}

/* The change to a log needs the file alone, and SQLite does not wait for that itself. */
static int claim_in_time(struct db *db, struct err *err_r)
{
	int64_t until = db_now_ms() + db->timeout_ms;
	int e = claim(db, err_r);
	while (e == -ETIMEDOUT && db_now_ms() < until) {
		nanosleep(&(struct timespec){ .tv_nsec = NAP_MS * 1000000L }, NULL);
		e = claim(db, err_r);
	}
	return e;
}

static int set_up(struct db *db, const struct db_settings *settings, struct err *err_r)
{
	/* No mapping of the file: each look at a mapped page would check its cells anew. */
	static const char pragmas[] =
		"PRAGMA mmap_size = 0;"
		"PRAGMA cell_size_check = ON;"
		"PRAGMA cache_size = -65536;" /* KiB, as far as used */
		"PRAGMA synchronous = NORMAL;"
		"PRAGMA foreign_keys = OFF;"
		"PRAGMA temp_store = MEMORY;";
	struct file *f = db->inside;
	bool empty;
	sqlite3_busy_timeout(f->sqlite, (int)settings->timeout_ms);
	sqlite3_progress_handler(f->sqlite, OPS_BETWEEN_LOOKS, look_at_clock, f);
	sqlite3_db_config(f->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(f->sqlite, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	/* "x" is a name and never a text, as in PostgreSQL. */
	sqlite3_db_config(f->sqlite, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(f->sqlite, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	int e = exec(db, pragmas, err_r);
	if (!e)
		e = identify(db, &empty, err_r);
	if (e)
		return e;
	if (empty && !settings->create)
		return err_set(err_r, ENOENT, "the memory %s is empty", settings->where);
	if (settings->read_only)
		return exec(db, "PRAGMA query_only = ON", err_r);
	return empty ? claim_in_time(db, err_r) : 0;
}

static const char *as_uri(struct arena *a, const char *path, const char *tail)
{
	struct text t;
	text_init(&t, a, URI_BYTES_MAX);
	text_add_cstr(&t, path[0] == '/' ? "file://" : "file:");
	for (const char *c = path; *c; c++) {
		bool plain = ascii_is_alnum((unsigned char)*c) || strchr("/._-", *c);
		if (plain)
			text_add_byte(&t, (unsigned char)*c);
		else
			text_printf(&t, "%%%02X", (unsigned)(unsigned char)*c);
	}
	text_add_cstr(&t, tail);
	return arena_cstr(a, text_span(&t));
}

static int open_as(struct db *db, const struct db_settings *settings, const char *name,
	int flags, struct err *err_r)
{
	struct file *f = db->inside;
	int rc = sqlite3_open_v2(
		name, &f->sqlite, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, NULL);
	int e = rc ? failed(f->sqlite, rc, err_r) : set_up(db, settings, err_r);
	if (e) {
		sqlite3_close_v2(f->sqlite);
		f->sqlite = NULL;
	}
	return e;
}

/* Where the files of the log cannot be made (a medium for reading, a snapshot), a reader
 * takes those that are there; where none are, nobody writes and none are needed. */
static int open_for_reading(struct db *db, const struct db_settings *settings,
	const char *path, struct err *err_r)
{
	const char *uri = as_uri(db->arena, path, "");
	int e = open_as(db, settings, uri, SQLITE_OPEN_READWRITE, err_r);
	if (!e || access(private_file_folder(db->arena, path), W_OK) == 0)
		return e;
	const char *log = arena_printf(db->arena, "%s-wal", path);
	if (access(log, F_OK))
		uri = as_uri(db->arena, path, "?immutable=1");
	return open_as(db, settings, uri, SQLITE_OPEN_READONLY, err_r);
}

static int open_file(struct db *db, const struct db_settings *settings, struct err *err_r)
{
	const char *where = settings->where;
	db->inside = arena_new(db->arena, struct file);
	((struct file *)db->inside)->timeout_ms = settings->timeout_ms;
	if (!where)
		return open_as(db, settings,
			":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, err_r);
	const char *path =
		arena_printf(db->arena, "%s%s", where[0] == '/' ? "" : "./", where);
	int e = private_file_prepare(path, settings->create, db->arena, err_r);
	if (e)
		return e;
	if (settings->read_only)
		return open_for_reading(db, settings, path, err_r);
	return open_as(
		db, settings, as_uri(db->arena, path, ""), SQLITE_OPEN_READWRITE, err_r);
}

static void close_file(struct db *db)
{
	struct file *f = db->inside;
	end(db);
	for (unsigned i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(f->prepared[i].stmt);
	sqlite3_close_v2(f->sqlite);
}

static int examine(struct db *db, struct err *err_r)
{
	struct file *f = db->inside;
	struct db_words said = { 0 };
	bool empty;
	f->unhurried = true;
	int e = identify(db, &empty, err_r);
	if (!e)
		e = ask(db, "PRAGMA quick_check(1)", NULL, &said, err_r);
	f->unhurried = false;
	if (!e && strcmp(said.text, "ok") != 0)
		e = err_set(
			err_r, EUCLEAN, "the memory's file is damaged: %s", said.text);
	return e;
}

const struct db_driver db_sqlite = { " WITHOUT ROWID", open_file, close_file, exec, begin,
	commit, rollback, run, next, number, text, end, examine };
