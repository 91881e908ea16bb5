/* The face over the two databases, and everything in which they must agree whatever their
 * own habits are: which text may be stored, that a failed statement dooms its transaction
 * (PostgreSQL's way; SQLite would go on), that nothing is written in a reading one, that a
 * statement which is not the last ends when the next begins.
 *
 * Not here: any SQL. Statements are the caller's, settings and locks the drivers'. */
#include "people/db.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <time.h>

#include "base/must.h"
#include "base/utf8.h"
#include "people/db_inside.h"

enum {
	CONNECTION_BYTES_MAX = 1024 * 1024, /* paths, statement tables */
	SQL_BYTES_MAX = 256 * 1024,	    /* one db_exec(), which is our own text */
	TEXT_BYTES_MAX = 16 * 1024 * 1024,  /* of an argument; both databases take more */
};

int64_t db_now_ms(void)
{
	struct timespec t;
	must(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct db_words db_plain(const char *words)
{
	struct db_words plain = { 0 };
	struct span s = span_trim(span_from_cstr(words ? words : ""));
	size_t n = s.n < sizeof(plain.text) ? s.n : sizeof(plain.text) - 1;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = s.p[i];
		bool odd = c < ' ' || c > '~';
		plain.text[i] = (char)(!odd ? c : ascii_is_space(c) ? ' ' : '?');
	}
	return plain;
}

bool db_is_file(const char *where)
{
	struct span s = span_from_cstr(where);
	return !span_starts_with(s, SPAN("postgresql://")) &&
	       !span_starts_with(s, SPAN("postgres://"));
}

int db_open(const struct db_settings *settings, struct db **db_r, struct err *err_r)
{
	must(settings->timeout_ms > 0 && settings->timeout_ms <= INT_MAX);
	must(!settings->create || !settings->read_only);
	struct arena *arena = arena_create(CONNECTION_BYTES_MAX);
	struct db *db = arena_new(arena, struct db);
	db->arena = arena;
	db->driver = !settings->where || db_is_file(settings->where) ? &db_sqlite
								     : &db_postgres;
	db->statements = settings->statements;
	db->timeout_ms = settings->timeout_ms;
	db->read_only = settings->read_only;
	while (db->statements && db->statements[db->statement_count])
		db->statement_count++;
	must(db->statement_count <= DB_STATEMENTS_MAX);
	int e = db->driver->open(db, settings, err_r);
	if (e)
		db_close(&db);
	*db_r = db;
	return e;
}

void db_close(struct db **db)
{
	if (!*db)
		return;
	struct arena *arena = (*db)->arena;
	(*db)->driver->close(*db);
	arena_destroy(&arena);
	*db = NULL;
}

/* What became of a statement: a failed one dooms the transaction around it. */
static int outcome(struct db *db, int e)
{
	if (e < 0 && db->transaction != DB_AUTOCOMMIT)
		db->doomed = true;
	return e;
}

static int refuse_to_write(const struct db *db, struct err *err_r)
{
	if (db->read_only)
		return err_set(err_r, EROFS, "the memory is open for reading only");
	if (db->transaction != DB_READS)
		return 0;
	return err_set(err_r, EROFS, "nothing is written in a reading transaction");
}

static int refuse_doomed(const struct db *db, struct err *err_r)
{
	if (!db->doomed)
		return 0;
	return err_set(
		err_r, ECANCELED, "an earlier statement of the transaction failed");
}

/* "%s" becomes the driver's own end of a table. */
static const char *localized(struct arena *a, const char *sql, const char *table_end)
{
	struct text t;
	struct span rest = span_from_cstr(sql);
	text_init(&t, a, SQL_BYTES_MAX);
	for (;;) {
		size_t at = span_find(rest, SPAN("%s"));
		text_add(&t, span_take(rest, at));
		if (at == SPAN_NONE)
			break;
		text_add_cstr(&t, table_end);
		rest = span_skip(rest, at + 2);
	}
	must(!t.cut);
	return arena_cstr(a, text_span(&t));
}

int db_exec(struct db *db, const char *sql, struct err *err_r)
{
	int e = refuse_doomed(db, err_r);
	if (!e)
		e = refuse_to_write(db, err_r);
	if (e)
		return e;
	db_end(db);
	struct arena *a = arena_create(8 * SQL_BYTES_MAX);
	e = db->driver->exec(db, localized(a, sql, db->driver->table_end), err_r);
	arena_destroy(&a);
	return outcome(db, e);
}

int db_begin(struct db *db, bool writes, struct err *err_r)
{
	must(db->transaction == DB_AUTOCOMMIT);
	db_end(db);
	int e = writes ? refuse_to_write(db, err_r) : 0;
	if (e)
		return e;
	e = db->driver->begin(db, writes, err_r);
	if (e)
		db->driver->rollback(db); /* it may have begun, and waited in vain */
	else
		db->transaction = writes ? DB_WRITES : DB_READS;
	return e;
}

int db_commit(struct db *db, struct err *err_r)
{
	must(db->transaction != DB_AUTOCOMMIT);
	db_end(db);
	int e = refuse_doomed(db, err_r);
	if (!e)
		e = db->driver->commit(db, err_r);
	if (e)
		db->driver->rollback(db);
	db->transaction = DB_AUTOCOMMIT;
	db->doomed = false;
	return e;
}

void db_rollback(struct db *db)
{
	db_end(db);
	db->driver->rollback(db);
	db->transaction = DB_AUTOCOMMIT;
	db->doomed = false;
}

/* PostgreSQL stores nothing but UTF-8 without NUL, so neither does SQLite. */
static int check_text(struct db_argument *a, unsigned number, struct err *err_r)
{
	if (!a->text.p)
		a->text = SPAN("");
	if (a->text.n > TEXT_BYTES_MAX)
		return err_set(
			err_r, E2BIG, "text $%u for the memory is too long", number);
	if (utf8_is_valid(a->text) && span_find_byte(a->text, '\0') == SPAN_NONE)
		return 0;
	return err_set(err_r, EILSEQ, "text $%u for the memory is not UTF-8", number);
}

/* PostgreSQL prepares a statement for the types of its arguments. */
static void check_types(struct db *db, unsigned number, const char *types)
{
	struct db_types *t = &db->types[number];
	size_t n = strlen(types);
	must(n <= DB_ARGUMENTS_MAX && (!t->known || strcmp(t->text, types) == 0));
	memcpy(t->text, types, n + 1);
	t->known = true;
}

static int collect(struct db_argument *arguments, const char *types, va_list ap,
	unsigned *count_r, struct err *err_r)
{
	unsigned n = 0;
	int e = 0;
	for (; types[n]; n++) {
		must(types[n] == 'i' || types[n] == 't');
		struct db_argument *a = &arguments[n];
		a->type = types[n];
		if (a->type == 'i')
			a->number = va_arg(ap, int64_t);
		else
			a->text = va_arg(ap, struct span);
		if (a->type == 't' && !e)
			e = check_text(a, n + 1, err_r);
	}
	*count_r = n;
	return e;
}

static int run(
	struct db *db, unsigned number, struct err *err_r, const char *types, va_list ap)
{
	struct db_argument arguments[DB_ARGUMENTS_MAX];
	unsigned count;
	must(number < db->statement_count);
	check_types(db, number, types);
	db_end(db);
	int e = refuse_doomed(db, err_r);
	if (!e)
		e = collect(arguments, types, ap, &count, err_r);
	if (e)
		return e; /* nothing was sent: the transaction is as good as before */
	return outcome(db, db->driver->run(db, number, arguments, count, err_r));
}

int db_run(struct db *db, unsigned number, struct err *err_r, const char *types, ...)
{
	va_list ap;
	va_start(ap, types);
	int e = run(db, number, err_r, types, ap);
	va_end(ap);
	return e;
}

int db_do(struct db *db, unsigned number, struct err *err_r, const char *types, ...)
{
	va_list ap;
	va_start(ap, types);
	int e = run(db, number, err_r, types, ap);
	va_end(ap);
	db_end(db);
	return e;
}

int db_next(struct db *db, struct err *err_r)
{
	return outcome(db, db->driver->next(db, err_r));
}

int64_t db_number(struct db *db, unsigned column)
{
	return db->driver->number(db, column);
}

struct span db_text(struct db *db, unsigned column)
{
	return db->driver->text(db, column);
}

void db_end(struct db *db)
{
	db->driver->end(db);
}

int db_examine(struct db *db, struct err *err_r)
{
	db_end(db);
	return db->driver->examine(db, err_r);
}
