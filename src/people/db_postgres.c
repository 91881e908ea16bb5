/* The memories of many users on one PostgreSQL server: a schema for each, the only one on
 * the connection's search path, so that no statement can name another user's rows.
 *
 * One writer at a time for each user, as with SQLite: a writing transaction takes a lock of
 * the schema first (an advisory one), sees all that was committed then, and never meets
 * another writer's rows. A reading one sees one moment (REPEATABLE READ).
 *
 * Needs what holds for a connection: a pooler that hands out transactions will not do. */
#include <endian.h>
#include <errno.h>
#include <stdio.h>

#include "base/must.h"
#include "base/num.h"
#include "people/db_inside.h"
#include "people/server.h"

enum {
	IDENTIFIER_BYTES_MAX = 63, /* NAMEDATALEN - 1: behind it, the server cuts */
	SQL_BYTES_MAX = 512,
	LOCK_CLASS = 0x61737361, /* "assa": what our advisory locks are about */
	/* pg_type.dat: since ever and for ever */
	TYPE_BOOL = 16,
	TYPE_INT8 = 20,
	TYPE_TEXT = 25,
};

struct postgres {
	struct server server;
	bool prepared[DB_STATEMENTS_MAX];
	PGresult *result;
	int row, rows; /* -1: before the first */
	char schema[IDENTIFIER_BYTES_MAX + 1];
	uint32_t schema_oid;
};

static int name_schema(struct postgres *pg, const char *user, struct err *err_r)
{
	struct span s = span_from_cstr(user);
	bool good = s.n > 0;
	for (size_t i = 0; i < s.n; i++)
		good = good && (ascii_is_alnum(s.p[i]) || strchr("-_.@", s.p[i]));
	if (!good)
		return err_set(err_r, EINVAL,
			"a user of the memory is named by ASCII letters, digits and "
			"-_.@");
	int n = snprintf(pg->schema, sizeof(pg->schema), "assay_%s", user);
	if (n < 0 || (size_t)n >= sizeof(pg->schema))
		return err_set(
			err_r, EINVAL, "the name of the memory's user is too long");
	return 0;
}

static void end(struct db *db)
{
	struct postgres *pg = db->inside;
	if (pg->result)
		pg->server.call.PQclear(pg->result);
	pg->result = NULL;
	pg->row = -1;
	pg->rows = 0;
}

static void take_rows(struct postgres *pg)
{
	pg->row = -1;
	pg->rows = pg->server.call.PQntuples(pg->result);
}

static struct span text(struct db *db, unsigned column)
{
	struct postgres *pg = db->inside;
	must(pg->row >= 0 && pg->row < pg->rows &&
		column < (unsigned)pg->server.call.PQnfields(pg->result));
	return span_of(pg->server.call.PQgetvalue(pg->result, pg->row, (int)column),
		(size_t)pg->server.call.PQgetlength(pg->result, pg->row, (int)column));
}

static int64_t number(struct db *db, unsigned column)
{
	struct postgres *pg = db->inside;
	struct span s = text(db, column);
	uint64_t n;
	if (pg->server.call.PQftype(pg->result, (int)column) == TYPE_BOOL)
		return span_equal(s, SPAN("t"));
	bool minus = span_starts_with(s, SPAN("-"));
	if (!num_parse(span_skip(s, minus), (uint64_t)INT64_MAX + minus, &n))
		return 0;
	return minus ? (int64_t)(0 - n) : (int64_t)n;
}

static int next(struct db *db, struct err *err_r)
{
	struct postgres *pg = db->inside;
	(void)err_r;
	if (pg->row + 1 < pg->rows) {
		pg->row++;
		return 1;
	}
	end(db);
	return 0;
}

static int exec(struct db *db, const char *sql, struct err *err_r)
{
	struct postgres *pg = db->inside;
	return server_ask(&pg->server, sql, NULL, err_r);
}

/* --- opening --- */

/* The schema's number, or 0 when there is none. */
static int find_schema(struct db *db, struct err *err_r)
{
	struct postgres *pg = db->inside;
	char sql[SQL_BYTES_MAX];
	snprintf(sql, sizeof(sql),
		"SELECT oid::bigint FROM pg_catalog.pg_namespace WHERE nspname = '%s'",
		pg->schema);
	int e = server_ask(&pg->server, sql, &pg->result, err_r);
	if (e)
		return e;
	take_rows(pg);
	pg->schema_oid = next(db, NULL) ? (uint32_t)number(db, 0) : 0;
	end(db);
	return 0;
}

static int want_schema(
	struct db *db, const struct db_settings *settings, struct err *err_r)
{
	struct postgres *pg = db->inside;
	char sql[SQL_BYTES_MAX];
	int e = find_schema(db, err_r);
	if (e || pg->schema_oid)
		return e;
	if (!settings->create)
		return err_set(err_r, ENOENT,
			"the memory's server has none of the user %s", settings->user);
	snprintf(sql, sizeof(sql), "CREATE SCHEMA IF NOT EXISTS \"%s\"", pg->schema);
	e = exec(db, sql, err_r);
	if (e && e != -EEXIST) /* two at the same moment: one of them is told so */
		return e;
	e = find_schema(db, err_r);
	if (!e && !pg->schema_oid)
		e = err_set(err_r, EINVAL, "the server made no schema %s", pg->schema);
	return e;
}

/* Shorter than our own patience, so that a server in good health ends a statement itself. */
static unsigned server_patience_ms(unsigned timeout_ms)
{
	unsigned ms = timeout_ms - timeout_ms / 4;
	return ms ? ms : 1;
}

static int set_up(struct db *db, const struct db_settings *settings, struct err *err_r)
{
	struct postgres *pg = db->inside;
	const char *encoding = pg->server.call.PQparameterStatus(
		pg->server.connection, "server_encoding");
	char sql[SQL_BYTES_MAX];
	if (!encoding || strcmp(encoding, "UTF8") != 0)
		return err_set(err_r, EINVAL,
			"the memory's database must have the encoding UTF8");
	snprintf(sql, sizeof(sql),
		"SET search_path = \"%s\"; SET statement_timeout = %u;"
		"SET standard_conforming_strings = on; SET default_transaction_read_only "
		"= %s",
		pg->schema, server_patience_ms(db->timeout_ms),
		settings->read_only ? "on" : "off");
	int e = exec(db, sql, err_r);
	return e ? e : want_schema(db, settings, err_r);
}

static int open_server(
	struct db *db, const struct db_settings *settings, struct err *err_r)
{
	struct postgres *pg = arena_new(db->arena, struct postgres);
	db->inside = pg;
	int e = name_schema(pg, settings->user, err_r);
	if (!e)
		e = server_open(&pg->server, settings->where, db->timeout_ms, err_r);
	return e ? e : set_up(db, settings, err_r);
}

static void close_server(struct db *db)
{
	struct postgres *pg = db->inside;
	end(db);
	server_close(&pg->server);
}

/* --- transactions --- */

static int begin(struct db *db, bool writes, struct err *err_r)
{
	struct postgres *pg = db->inside;
	char sql[SQL_BYTES_MAX];
	snprintf(sql, sizeof(sql),
		"BEGIN ISOLATION LEVEL READ COMMITTED;"
		"SELECT pg_catalog.pg_advisory_xact_lock(%d, %d)",
		LOCK_CLASS, (int)pg->schema_oid);
	return exec(db, writes ? sql : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
		err_r);
}

static int commit(struct db *db, struct err *err_r)
{
	return exec(db, "COMMIT", err_r);
}

static void rollback(struct db *db)
{
	struct postgres *pg = db->inside;
	if (!pg->server.dead && pg->server.call.PQtransactionStatus(
					pg->server.connection) != PQTRANS_IDLE)
		exec(db, "ROLLBACK", NULL);
}

/* --- statements --- */

static int prepare(struct postgres *pg, const char *sql, const char *name,
	const struct db_argument *arguments, unsigned count, struct err *err_r)
{
	Oid types[DB_ARGUMENTS_MAX];
	for (unsigned i = 0; i < count; i++)
		types[i] = arguments[i].type == 'i' ? TYPE_INT8 : TYPE_TEXT;
	int sent = pg->server.call.PQsendPrepare(
		pg->server.connection, name, sql, (int)count, types);
	return server_finish(&pg->server, sent, NULL, err_r);
}

/* Values go in the binary form: eight bytes, or the text with its length. */
static int send_values(struct postgres *pg, const char *name,
	const struct db_argument *arguments, unsigned count)
{
	uint64_t numbers[DB_ARGUMENTS_MAX];
	const char *values[DB_ARGUMENTS_MAX];
	int lengths[DB_ARGUMENTS_MAX], formats[DB_ARGUMENTS_MAX];
	for (unsigned i = 0; i < count; i++) {
		const struct db_argument *a = &arguments[i];
		bool is_number = a->type == 'i';
		numbers[i] = htobe64((uint64_t)a->number);
		values[i] =
			(const char *)(is_number ? (const void *)&numbers[i] : a->text.p);
		lengths[i] = is_number ? 8 : (int)a->text.n;
		formats[i] = 1;
	}
	return pg->server.call.PQsendQueryPrepared(
		pg->server.connection, name, (int)count, values, lengths, formats, 0);
}

static int run(struct db *db, unsigned which, const struct db_argument *arguments,
	unsigned count, struct err *err_r)
{
	struct postgres *pg = db->inside;
	char name[16];
	snprintf(name, sizeof(name), "s%u", which);
	int e = server_start(&pg->server, err_r);
	if (!e && !pg->prepared[which]) {
		e = prepare(pg, db->statements[which], name, arguments, count, err_r);
		pg->prepared[which] = !e;
	}
	if (e)
		return e;
	e = server_finish(
		&pg->server, send_values(pg, name, arguments, count), &pg->result, err_r);
	if (!e && pg->result)
		take_rows(pg);
	return e;
}

static int examine(struct db *db, struct err *err_r)
{
	(void)db;
	(void)err_r;
	return 0; /* its files are its administrator's */
}

const struct db_driver db_postgres = { "", open_server, close_server, exec, begin, commit,
	rollback, run, next, number, text, end, examine };
