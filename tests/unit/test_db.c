/* people/db: one set of tests over whichever database is given, then what only a file and
 * only a server can do wrong.
 *	test_db [URL]
 * Without a URL, and without one in ASSAY_TEST_PG (postgres.sh sets it), a file in a fresh
 * folder. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <sqlite3.h>

#include "base/num.h"
#include "people/db.h"

enum {
	TIMEOUT_MS = 800,
	LATE_MS = 3000,
	FOLDER_BYTES = 128,
	PATH_BYTES = 256,
	MANY_ROWS = 3000
};

enum {
	ADD,
	GET,
	COUNT,
	ADD_GIVING,
	TWICE,
	COMPUTED,
	ALL,
	WRONG,
	ENDLESS,
	RAISE,
};
static const char *const statements[] = {
	[ADD] = "INSERT INTO thing (id, name, n) VALUES ($1, $2, $3)",
	[GET] = "SELECT n, name, note FROM thing WHERE id = $1 AND name = $2",
	[COUNT] = "SELECT count(*) FROM thing",
	[ADD_GIVING] = "INSERT INTO thing (id, name, n) VALUES ($1, $2, 1) "
		       "ON CONFLICT (id, name) DO UPDATE SET n = thing.n + 1 RETURNING n",
	[TWICE] = "SELECT $2 || $1 || $2, $3 + $3",
	[COMPUTED] = "SELECT sum(n), max(n) > 1, NULL, '' FROM thing",
	[ALL] = "SELECT id, name FROM thing ORDER BY id",
	[WRONG] = "SELECT n FROM nowhere",
	[ENDLESS] = "WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) "
		    "SELECT max(n) FROM r",
	[RAISE] = "UPDATE thing SET n = n + $1",
	NULL,
};
static const char schema[] =
	"CREATE TABLE IF NOT EXISTS thing (id BIGINT NOT NULL, name TEXT NOT NULL, "
	"n BIGINT, note TEXT, PRIMARY KEY (id, name))%s";

static const char *url; /* NULL: files */
static char folder[FOLDER_BYTES], path[PATH_BYTES];
static unsigned tests_so_far;

static struct db_settings settings(bool create)
{
	static char user[32];
	snprintf(user, sizeof(user), "Test.%u-x_@y", tests_so_far);
	return (struct db_settings){ .where = url ? url : path,
		.user = user,
		.create = create,
		.timeout_ms = TIMEOUT_MS,
		.statements = statements };
}

static struct db *open_with(struct db_settings s)
{
	struct err err = { 0 };
	struct db *db;
	if (db_open(&s, &db, &err))
		fail_msg("%s", err.text);
	return db;
}

static int failing_open(struct db_settings s)
{
	struct err err = { 0 };
	struct db *db;
	int e = db_open(&s, &db, &err);
	assert_null(db);
	assert_true(e < 0 && err.text[0]);
	return e;
}

static struct db *open_new(void)
{
	struct db *db = open_with(settings(true));
	assert_int_equal(db_exec(db, schema, NULL), 0);
	return db;
}

/* Each test has a memory of its own. */
static int fresh(void **state)
{
	(void)state;
	tests_so_far++;
	snprintf(path, sizeof(path), "%s/%u/deep/memory.db", folder, tests_so_far);
	return 0;
}

static void add(struct db *db, int64_t id, const char *name, int64_t n)
{
	struct err err = { 0 };
	if (db_do(db, ADD, &err, "iti", id, span_from_cstr(name), n))
		fail_msg("%s", err.text);
}

static int64_t count(struct db *db)
{
	assert_int_equal(db_run(db, COUNT, NULL, ""), 0);
	assert_int_equal(db_next(db, NULL), 1);
	int64_t n = db_number(db, 0);
	assert_int_equal(db_next(db, NULL), 0);
	return n;
}

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- both --- */

static void assert_kept(struct db *db, int64_t id, struct span name, int64_t n)
{
	struct err err = { 0 };
	assert_int_equal(db_do(db, ADD, &err, "iti", id, name, n), 0);
	assert_int_equal(db_run(db, GET, &err, "it", id, name), 0);
	assert_int_equal(db_next(db, &err), 1);
	assert_true(db_number(db, 0) == n);
	assert_true(span_equal(db_text(db, 1), name));
	assert_int_equal(db_text(db, 2).n, 0);
	assert_non_null(db_text(db, 2).p);
	assert_true(db_number(db, 2) == 0);
	assert_int_equal(db_next(db, &err), 0);
	assert_int_equal(db_next(db, &err), 0);
}

static void values_come_back(void **state)
{
	(void)state;
	struct db *db = open_new();
	assert_kept(db, 1, SPAN("plain"), 1);
	assert_kept(db, INT64_MIN, SPAN("lowest"), INT64_MIN);
	assert_kept(db, INT64_MAX, SPAN("highest"), INT64_MAX);
	assert_kept(db, 2, SPAN(""), -1);
	assert_kept(db, 3, (struct span){ NULL, 0 }, 0);
	assert_kept(db, 4, SPAN("It's $1 \"%s\" \\ ?"), 0);
	assert_kept(db, 5, SPAN("gr\xC3\xBC\xC3\x9F \xE5\xAE\x9B \xF0\x9F\x98\x80"), 0);
	db_close(&db);
	assert_null(db);
	db_close(&db);
	db = open_with(settings(false));
	assert_true(count(db) == 7);
	db_close(&db);
}

static void parameters_may_stand_anywhere(void **state)
{
	(void)state;
	struct db *db = open_new();
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
			db_run(db, TWICE, NULL, "tti", SPAN("b"), SPAN("a"), INT64_C(21)),
			0);
		assert_int_equal(db_next(db, NULL), 1);
		assert_true(span_equal(db_text(db, 0), SPAN("aba")));
		assert_true(db_number(db, 1) == 42);
	}
	add(db, 1, "x", 3);
	assert_int_equal(db_run(db, COMPUTED, NULL, ""), 0);
	assert_int_equal(db_next(db, NULL), 1);
	assert_true(db_number(db, 0) == 3 && db_number(db, 1) == 1);
	assert_true(db_number(db, 2) == 0 && db_text(db, 3).n == 0);
	db_close(&db);
}

static void a_run_writes_even_when_nobody_takes_its_rows(void **state)
{
	(void)state;
	struct db *db = open_new();
	for (int64_t i = 1; i < 4; i++) {
		assert_int_equal(
			db_run(db, ADD_GIVING, NULL, "it", INT64_C(1), SPAN("a")), 0);
		assert_int_equal(db_next(db, NULL), 1);
		assert_true(db_number(db, 0) == i);
	}
	assert_int_equal(db_run(db, ADD_GIVING, NULL, "it", INT64_C(2), SPAN("a")), 0);
	db_end(db);
	db_end(db);
	assert_int_equal(
		db_run(db, ADD, NULL, "iti", INT64_C(3), SPAN("a"), INT64_C(0)), 0);
	assert_true(count(db) == 3);
	db_close(&db);
}

static void a_statement_ends_when_another_begins(void **state)
{
	(void)state;
	struct db *db = open_new();
	for (int64_t i = 0; i < 5; i++)
		add(db, i, "row", i);
	assert_int_equal(db_run(db, ALL, NULL, ""), 0);
	assert_int_equal(db_next(db, NULL), 1);
	assert_int_equal(db_next(db, NULL), 1);
	assert_true(count(db) == 5);
	assert_int_equal(db_next(db, NULL), 0);
	assert_int_equal(db_run(db, ALL, NULL, ""), 0);
	int64_t n = 0;
	for (; db_next(db, NULL) == 1; n++)
		assert_true(db_number(db, 0) == n);
	assert_true(n == 5);
	db_close(&db);
}

static void text_that_is_no_utf8_is_refused(void **state)
{
	(void)state;
	struct db *db = open_new();
	static const struct span bad[] = { SPAN("\xFF"), SPAN("a\0b"), SPAN("\xC0\x80"),
		SPAN("\xED\xA0\x80"), SPAN("cut \xE5\xAE") };
	assert_int_equal(db_begin(db, true, NULL), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct err err = { 0 };
		assert_int_equal(
			db_do(db, ADD, &err, "iti", INT64_C(1), bad[i], INT64_C(1)),
			-EILSEQ);
		assert_non_null(strstr(err.text, "$2"));
	}
	add(db, 1, "good", 1);
	assert_int_equal(db_commit(db, NULL), 0);
	assert_true(count(db) == 1);
	db_close(&db);
}

static void others_see_what_is_committed(void **state)
{
	(void)state;
	struct db *a = open_new(), *b = open_with(settings(false));
	assert_int_equal(db_begin(a, true, NULL), 0);
	add(a, 1, "one", 1);
	assert_true(count(a) == 1 && count(b) == 0);
	assert_int_equal(db_commit(a, NULL), 0);
	assert_true(count(b) == 1);
	assert_int_equal(db_begin(b, false, NULL), 0);
	assert_true(count(b) == 1);
	add(a, 2, "two", 2);
	assert_true(count(a) == 2 && count(b) == 1); /* one moment */
	assert_int_equal(db_commit(b, NULL), 0);
	assert_true(count(b) == 2);
	db_close(&a);
	db_close(&b);
}

static void a_rollback_leaves_nothing(void **state)
{
	(void)state;
	struct db *db = open_new();
	db_rollback(db);
	assert_int_equal(db_begin(db, true, NULL), 0);
	add(db, 1, "one", 1);
	db_rollback(db);
	assert_true(count(db) == 0);
	assert_int_equal(db_begin(db, true, NULL), 0);
	add(db, 1, "one", 1);
	db_close(&db);
	db = open_with(settings(false));
	assert_true(count(db) == 0);
	db_close(&db);
}

static void a_writer_waits_for_another(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct db *a = open_new(), *b = open_with(settings(false));
	assert_int_equal(db_begin(a, true, NULL), 0);
	int64_t since = now_ms();
	assert_int_equal(db_begin(b, true, &err), -ETIMEDOUT);
	assert_true(err.text[0]);
	assert_true(now_ms() - since >= TIMEOUT_MS / 2 && now_ms() - since < LATE_MS);
	assert_true(count(b) == 0);
	add(a, 1, "one", 1);
	assert_int_equal(db_commit(a, NULL), 0);
	assert_int_equal(db_begin(b, true, NULL), 0);
	assert_true(count(b) == 1);
	assert_int_equal(db_do(b, RAISE, NULL, "i", INT64_C(1)), 0);
	assert_int_equal(db_commit(b, NULL), 0);
	db_close(&a);
	db_close(&b);
}

/* Two processes that raise the same number: no raise may be lost. */
static void writers_take_turns(void **state)
{
	(void)state;
	enum { RAISES = 40 };
	struct db *db = open_new();
	add(db, 1, "one", 0);
	db_close(&db);
	pid_t child = fork();
	struct db_settings s = settings(false);
	s.timeout_ms = 20000;
	int failures = db_open(&s, &db, NULL) != 0;
	for (int i = 0; i < RAISES && !failures; i++)
		failures += db_begin(db, true, NULL) ||
			    db_do(db, RAISE, NULL, "i", INT64_C(1)) ||
			    db_commit(db, NULL);
	if (child == 0)
		_exit(failures);
	int status;
	waitpid(child, &status, 0);
	assert_true(status == 0 && failures == 0);
	assert_int_equal(db_run(db, GET, NULL, "it", INT64_C(1), SPAN("one")), 0);
	assert_int_equal(db_next(db, NULL), 1);
	assert_true(db_number(db, 0) == 2 * RAISES);
	db_close(&db);
}

static void many_make_it_at_once(void **state)
{
	(void)state;
	enum { MAKERS = 6 };
	struct db_settings s = settings(true);
	pid_t children[MAKERS];
	struct db *db;
	s.timeout_ms = 20000;
	for (int i = 0; i < MAKERS; i++) {
		children[i] = fork();
		struct err err = { .text = "" };
		if (children[i])
			continue;
		bool failed =
			db_open(&s, &db, &err) || db_begin(db, true, &err) ||
			db_exec(db, schema, &err) ||
			db_do(db, ADD, &err, "iti", (int64_t)i, SPAN("x"), INT64_C(0)) ||
			db_commit(db, &err);
		if (failed)
			fprintf(stderr, "maker %d: %s\n", i, err.text);
		_exit(failed);
	}
	for (int i = 0; i < MAKERS; i++) {
		int status;
		waitpid(children[i], &status, 0);
		assert_int_equal(status, 0);
	}
	db = open_with(settings(false));
	assert_true(count(db) == MAKERS);
	db_close(&db);
}

static void failures_have_a_sentence(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct db *db = open_new();
	assert_int_equal(db_run(db, WRONG, &err, ""), -EINVAL);
	assert_non_null(strstr(err.text, "nowhere"));
	assert_int_equal(db_run(db, WRONG, NULL, ""), -EINVAL);
	assert_true(db_exec(db, "CREATE GARDEN", &err) == -EINVAL);
	assert_non_null(strstr(err.text, "GARDEN"));
	add(db, 1, "one", 1);
	err.text[0] = '\0';
	assert_int_equal(db_do(db, ADD, &err, "iti", INT64_C(1), SPAN("one"), INT64_C(1)),
		-EEXIST);
	assert_true(err.text[0]);
	assert_int_equal(db_examine(db, &err), 0);
	db_close(&db);
}

static void a_failure_dooms_its_transaction(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct db *db = open_new();
	assert_int_equal(db_begin(db, true, NULL), 0);
	add(db, 1, "one", 1);
	assert_int_equal(db_do(db, ADD, &err, "iti", INT64_C(1), SPAN("one"), INT64_C(1)),
		-EEXIST);
	assert_int_equal(db_run(db, COUNT, &err, ""), -ECANCELED);
	assert_int_equal(db_exec(db, schema, &err), -ECANCELED);
	assert_int_equal(db_commit(db, &err), -ECANCELED);
	assert_true(count(db) == 0);
	db_close(&db);
}

static void readers_do_not_write(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct db *db = open_new();
	add(db, 1, "one", 1);
	assert_int_equal(db_begin(db, false, NULL), 0);
	assert_int_equal(db_exec(db, schema, &err), -EROFS);
	assert_int_equal(db_do(db, RAISE, &err, "i", INT64_C(1)), -EROFS);
	db_rollback(db);
	db_close(&db);
	struct db_settings s = settings(false);
	s.read_only = true;
	db = open_with(s);
	assert_true(count(db) == 1);
	assert_int_equal(db_do(db, RAISE, &err, "i", INT64_C(1)), -EROFS);
	assert_int_equal(db_begin(db, true, &err), -EROFS);
	assert_int_equal(db_exec(db, schema, &err), -EROFS);
	assert_int_equal(db_begin(db, false, NULL), 0);
	assert_true(count(db) == 1);
	assert_int_equal(db_commit(db, NULL), 0);
	db_close(&db);
}

static void nothing_runs_for_ever(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct db *db = open_new();
	int64_t since = now_ms();
	assert_int_equal(db_run(db, ENDLESS, &err, ""), -ETIMEDOUT);
	assert_true(now_ms() - since < LATE_MS && err.text[0]);
	add(db, 1, "one", 1);
	db_close(&db);
}

static void what_is_not_there_is_said(void **state)
{
	(void)state;
	assert_int_equal(failing_open(settings(false)), -ENOENT);
	struct db_settings s = settings(false);
	s.read_only = true;
	assert_int_equal(failing_open(s), -ENOENT);
}

/* --- files --- */

static mode_t mode_of(const char *name)
{
	struct stat st;
	assert_int_equal(lstat(name, &st), 0);
	return st.st_mode & 07777;
}

static void overwrite(long at, const void *bytes, size_t n)
{
	int fd = open(path, O_WRONLY);
	assert_true(fd >= 0 && pwrite(fd, bytes, n, at) == (ssize_t)n);
	close(fd);
}

static void make_full(void)
{
	struct db *db = open_new();
	assert_int_equal(db_begin(db, true, NULL), 0);
	for (int64_t i = 0; i < MANY_ROWS; i++)
		add(db, i, "some text to fill the pages with", i);
	assert_int_equal(db_commit(db, NULL), 0);
	db_close(&db);
}

static void files_are_the_users_alone(void **state)
{
	(void)state;
	char name[PATH_BYTES + 8];
	umask(0);
	struct db *db = open_new();
	umask(022);
	add(db, 1, "one", 1);
	snprintf(name, sizeof(name), "%s/%u", folder, tests_so_far);
	assert_int_equal(mode_of(name), 0700);
	snprintf(name, sizeof(name), "%s/%u/deep", folder, tests_so_far);
	assert_int_equal(mode_of(name), 0700);
	assert_int_equal(mode_of(path), 0600);
	snprintf(name, sizeof(name), "%s-wal", path);
	assert_int_equal(mode_of(name), 0600);
	snprintf(name, sizeof(name), "%s-shm", path);
	assert_int_equal(mode_of(name), 0600);
	db_close(&db);
}

static void what_others_can_read_or_change_is_refused(void **state)
{
	(void)state;
	struct err err = { 0 };
	char deep[PATH_BYTES], link[PATH_BYTES + 8];
	struct db *db = open_new();
	db_close(&db);
	chmod(path, 0644);
	struct db_settings s = settings(true);
	assert_int_equal(db_open(&s, &db, &err), -EPERM);
	assert_non_null(strstr(err.text, "chmod 600"));
	chmod(path, 0600);
	snprintf(deep, sizeof(deep), "%s/%u/deep", folder, tests_so_far);
	chmod(deep, 0777);
	assert_int_equal(failing_open(settings(false)), -EPERM);
	chmod(deep, 0700);
	snprintf(link, sizeof(link), "%s.link", path);
	assert_int_equal(symlink(path, link), 0);
	s.where = link;
	assert_int_equal(failing_open(s), -ELOOP);
	s.where = deep;
	assert_int_equal(failing_open(s), -EINVAL);
	if (geteuid() == 0) {
		assert_int_equal(chown(path, 65534, 65534), 0);
		assert_int_equal(failing_open(settings(false)), -EPERM);
	}
}

static void damage_is_told(void **state)
{
	(void)state;
	struct err err = { 0 };
	static unsigned char junk[4096 - 16];
	memset(junk, 0xEE, sizeof(junk));
	make_full();
	/* a page in the middle */
	overwrite(8 * 4096 + 16, junk, sizeof(junk));
	struct db *db = open_with(settings(false));
	assert_int_equal(db_examine(db, &err), -EUCLEAN);
	assert_non_null(strstr(err.text, "damaged"));
	int e = db_run(db, ALL, &err, "");
	while (!e && (e = db_next(db, &err)) == 1)
		e = 0;
	assert_int_equal(e, -EUCLEAN);
	db_close(&db);
	/* half of it */
	assert_int_equal(truncate(path, 5 * 4096), 0);
	assert_int_equal(failing_open(settings(true)), -EUCLEAN);
	/* the header */
	overwrite(0, "Sqlite format 4", 15);
	assert_int_equal(failing_open(settings(true)), -EUCLEAN);
}

static void other_files_are_not_taken(void **state)
{
	(void)state;
	sqlite3 *other;
	struct db *db = open_new();
	db_close(&db);
	unlink(path);
	assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "CREATE TABLE x (y)", 0, 0, 0), SQLITE_OK);
	sqlite3_close(other);
	chmod(path, 0600);
	assert_int_equal(failing_open(settings(true)), -EMEDIUMTYPE);
	assert_int_equal(truncate(path, 0), 0);
	overwrite(0, "hello", 5);
	assert_int_equal(failing_open(settings(true)), -EUCLEAN);
	/* an empty one is none */
	assert_int_equal(truncate(path, 0), 0);
	assert_int_equal(failing_open(settings(false)), -ENOENT);
	db = open_new();
	assert_int_equal(db_examine(db, NULL), 0);
	db_close(&db);
}

static void odd_names_are_names(void **state)
{
	(void)state;
	snprintf(path, sizeof(path), "%s/%u/a b?mode=ro&%%41#\xC3\xBC:memory:", folder,
		tests_so_far);
	struct db *db = open_new();
	add(db, 1, "one", 1);
	db_close(&db);
	assert_int_equal(mode_of(path), 0600);
	assert_int_equal(chdir(folder), 0);
	snprintf(path, sizeof(path), ":memory:");
	db = open_new();
	db_close(&db);
	assert_int_equal(mode_of("./:memory:"), 0600);
	assert_int_equal(chdir("/"), 0);
}

/* The second opening closes its descriptors: the first one's locks must not go with them. */
static void locks_outlive_another_connection(void **state)
{
	(void)state;
	struct db *a = open_new(), *b;
	assert_int_equal(db_begin(a, true, NULL), 0);
	b = open_with(settings(true));
	db_close(&b);
	pid_t child = fork();
	if (child == 0) {
		struct db_settings s = settings(true);
		if (db_open(&s, &b, NULL))
			_exit(1);
		_exit(db_begin(b, true, NULL) == -ETIMEDOUT ? 0 : 2);
	}
	int status;
	waitpid(child, &status, 0);
	assert_int_equal(status, 0);
	db_close(&a);
}

/* Commits rows until it is killed, and tells of each that is. */
_Noreturn static void commit_rows(int pipe_end)
{
	struct db *db = open_with(settings(false));
	for (int64_t i = 1;; i++) {
		if (db_begin(db, true, NULL))
			_exit(1);
		add(db, i, "a", i);
		add(db, i, "b", i);
		if (db_commit(db, NULL) || write(pipe_end, &i, sizeof(i)) != sizeof(i))
			_exit(1);
	}
}

static void what_was_committed_survives_a_kill(void **state)
{
	(void)state;
	struct db *db = open_new();
	db_close(&db);
	for (int round = 0; round < 5; round++) {
		db = open_with(settings(false));
		assert_int_equal(db_exec(db, "DELETE FROM thing", NULL), 0);
		db_close(&db);
		int64_t committed = 0, last;
		int ends[2], status;
		assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
		pid_t child = fork();
		if (child == 0)
			commit_rows(ends[1]);
		close(ends[1]);
		while (committed < 20 + 37 * round &&
			read(ends[0], &last, sizeof(last)) == sizeof(last))
			committed = last;
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
		while (read(ends[0], &last, sizeof(last)) == sizeof(last))
			committed = last;
		close(ends[0]);
		assert_true(committed >= 20 && WIFSIGNALED(status));
		db = open_with(settings(false));
		assert_int_equal(db_examine(db, NULL), 0);
		assert_true(count(db) == 2 * committed || count(db) == 2 * committed + 2);
		db_close(&db);
	}
}

static void users_have_a_file_each(void **state)
{
	(void)state;
	struct db *a = open_new();
	add(a, 1, "one", 1);
	strcat(path, ".other");
	struct db *b = open_new();
	assert_true(count(a) == 1 && count(b) == 0);
	db_close(&a);
	db_close(&b);
}

/* Makes us `nobody`, for whom folders can be closed, with a folder of its own. */
static int become_nobody(void)
{
	char own[PATH_BYTES];
	snprintf(own, sizeof(own), "%s/%u", folder, tests_so_far);
	return chmod(folder, 0711) || mkdir(own, 0700) || chown(own, 65534, 65534) ||
	       setgid(65534) || setuid(65534);
}

/* Exits with 0 when a memory in a folder that cannot be written is read. */
static int read_from_locked_folder(bool with_log)
{
	struct db_settings s = settings(false);
	struct db *db = open_new(), *reader;
	char deep[PATH_BYTES];
	snprintf(deep, sizeof(deep), "%s/%u/deep", folder, tests_so_far);
	add(db, 1, "one", 1);
	if (!with_log)
		db_close(&db);
	chmod(deep, 0500);
	s.read_only = true;
	struct err err = { 0 };
	if (db_open(&s, &reader, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	int result = count(reader) == 1 && db_examine(reader, &err) == 0 ? 0 : 2;
	db_close(&reader);
	chmod(deep, 0700);
	db_close(&db);
	return result;
}

static void a_folder_that_cannot_be_written_is_read(void **state)
{
	for (int with_log = 0; with_log < 2; with_log++) {
		int status;
		fresh(state);
		pid_t child = fork();
		if (child == 0) {
			if (geteuid() == 0 && become_nobody())
				_exit(3);
			_exit(read_from_locked_folder(with_log));
		}
		waitpid(child, &status, 0);
		assert_int_equal(status, 0);
	}
}

/* --- servers --- */

static void users_cannot_see_each_other(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct db *a = open_new();
	add(a, 1, "one", 1);
	struct db_settings s = settings(true);
	s.user = "somebody.else";
	struct db *b = open_with(s);
	assert_int_equal(db_run(b, COUNT, &err, ""), -EINVAL);
	assert_non_null(strstr(err.text, "thing"));
	assert_int_equal(db_exec(b, schema, NULL), 0);
	assert_true(count(b) == 0);
	assert_int_equal(db_begin(a, true, NULL), 0);
	assert_int_equal(db_begin(b, true, NULL), 0); /* nor wait for each other */
	db_close(&a);
	db_close(&b);
}

static void names_of_users_are_checked(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "a\"b", "a'b", "a b", "\xC3\xBC",
		"a23456789-123456789-123456789-123456789-123456789-12345678" };
	struct db_settings s = settings(true);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		s.user = bad[i];
		assert_int_equal(failing_open(s), -EINVAL);
	}
}

/* A socket on loopback that listens; the kernel takes connections, nobody answers. */
static int listen_on_loopback(unsigned *port_r)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0 && bind(fd, (struct sockaddr *)&a, n) == 0);
	assert_true(
		listen(fd, 8) == 0 && getsockname(fd, (struct sockaddr *)&a, &n) == 0);
	*port_r = ntohs(a.sin_port);
	return fd;
}

static void a_server_that_never_answers_is_left(void **state)
{
	(void)state;
	unsigned port;
	char where[PATH_BYTES];
	static const char *const hosts[] = { "127.0.0.1", "localhost" };
	int fd = listen_on_loopback(&port);
	struct db_settings s = settings(true);
	s.where = where;
	for (size_t i = 0; i < 2; i++) {
		snprintf(where, sizeof(where), "postgresql://u:secret@%s:%u/x", hosts[i],
			port);
		int64_t since = now_ms();
		assert_int_equal(failing_open(s), -ETIMEDOUT);
		assert_true(now_ms() - since < LATE_MS);
	}
	close(fd);
	struct err err = { 0 };
	struct db *db;
	assert_int_equal(db_open(&s, &db, &err), -ECONNREFUSED);
	assert_null(strstr(err.text, "secret"));
	snprintf(where, sizeof(where), "postgresql://u:secret@[::1/x");
	assert_int_equal(db_open(&s, &db, &err), -EINVAL);
	assert_null(strstr(err.text, "secret"));
	snprintf(where, sizeof(where), "postgresql://u:secret@nobody.invalid/x");
	int e = db_open(&s, &db, &err);
	assert_true(e == -EHOSTUNREACH || e == -ETIMEDOUT);
}

static unsigned server_port(void)
{
	struct span s = span_from_cstr(url);
	uint64_t port;
	s = span_skip(s, span_rfind_byte(s, ':') + 1);
	if (!num_parse(span_take(s, span_find_byte(s, '/')), UINT16_MAX, &port))
		return 0;
	return (unsigned)port;
}

static void pass_on(int from, int to)
{
	char buf[4096];
	ssize_t n = read(from, buf, sizeof(buf));
	if (n <= 0 || write(to, buf, (size_t)n) != n)
		_exit(0);
}

/* Stands between one client and the server, until it is stopped or killed. */
_Noreturn static void relay(int listener)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)server_port()) };
	int server = socket(AF_INET, SOCK_STREAM, 0),
	    client = accept(listener, NULL, NULL);
	if (connect(server, (struct sockaddr *)&a, sizeof(a)))
		_exit(1);
	for (;;) {
		fd_set set;
		FD_ZERO(&set);
		FD_SET(client, &set);
		FD_SET(server, &set);
		if (select(1 + (client > server ? client : server), &set, 0, 0, 0) < 0)
			_exit(1);
		if (FD_ISSET(client, &set))
			pass_on(client, server);
		if (FD_ISSET(server, &set))
			pass_on(server, client);
	}
}

static void assert_dead(struct db *db, int code)
{
	struct err err = { 0 };
	int64_t since = now_ms();
	assert_int_equal(db_run(db, COUNT, &err, ""), code);
	assert_true(now_ms() - since < LATE_MS);
	assert_true(err.text[0]);
	since = now_ms();
	assert_int_equal(db_run(db, COUNT, NULL, ""), code);
	assert_int_equal(db_begin(db, true, NULL), code);
	assert_int_equal(db_exec(db, schema, NULL), code);
	db_rollback(db);
	db_close(&db);
	assert_true(now_ms() - since < TIMEOUT_MS / 2); /* of five calls */
}

static void a_server_that_goes_away_is_not_asked_again(void **state)
{
	(void)state;
	if (!server_port())
		skip();
	static const struct {
		int signal, code;
	} ways[] = { { SIGSTOP, -ETIMEDOUT }, { SIGKILL, -ECONNRESET } };
	for (size_t i = 0; i < 2; i++) {
		unsigned port;
		char where[PATH_BYTES];
		int fd = listen_on_loopback(&port);
		pid_t child = fork();
		if (child == 0)
			relay(fd);
		close(fd);
		snprintf(where, sizeof(where),
			"postgresql://assay@127.0.0.1:%u/postgres?sslmode=disable", port);
		struct db_settings s = settings(true);
		s.where = where;
		struct db *db = open_with(s);
		assert_int_equal(db_exec(db, schema, NULL), 0);
		assert_true(count(db) == 0);
		kill(child, ways[i].signal);
		if (ways[i].signal == SIGKILL)
			waitpid(child, NULL, 0);
		assert_dead(db, ways[i].code);
		if (ways[i].signal != SIGKILL) {
			kill(child, SIGKILL);
			waitpid(child, NULL, 0);
		}
	}
}

#define TEST(f) cmocka_unit_test_setup(f, fresh)

static int test_both(void)
{
	const struct CMUnitTest both[] = {
		TEST(values_come_back),
		TEST(parameters_may_stand_anywhere),
		TEST(a_run_writes_even_when_nobody_takes_its_rows),
		TEST(a_statement_ends_when_another_begins),
		TEST(text_that_is_no_utf8_is_refused),
		TEST(others_see_what_is_committed),
		TEST(a_rollback_leaves_nothing),
		TEST(a_writer_waits_for_another),
		TEST(writers_take_turns),
		TEST(many_make_it_at_once),
		TEST(failures_have_a_sentence),
		TEST(a_failure_dooms_its_transaction),
		TEST(readers_do_not_write),
		TEST(nothing_runs_for_ever),
		TEST(what_is_not_there_is_said),
	};
	return cmocka_run_group_tests(both, NULL, NULL);
}

static int test_files(void)
{
	const struct CMUnitTest files[] = {
		TEST(files_are_the_users_alone),
		TEST(what_others_can_read_or_change_is_refused),
		TEST(damage_is_told),
		TEST(other_files_are_not_taken),
		TEST(odd_names_are_names),
		TEST(locks_outlive_another_connection),
		TEST(what_was_committed_survives_a_kill),
		TEST(users_have_a_file_each),
		TEST(a_folder_that_cannot_be_written_is_read),
	};
	return cmocka_run_group_tests(files, NULL, NULL);
}

static int test_servers(void)
{
	const struct CMUnitTest servers[] = {
		TEST(users_cannot_see_each_other),
		TEST(names_of_users_are_checked),
		TEST(a_server_that_never_answers_is_left),
		TEST(a_server_that_goes_away_is_not_asked_again),
	};
	return cmocka_run_group_tests(servers, NULL, NULL);
}

static void remove_folder(void)
{
	pid_t child = fork();
	if (child == 0) {
		execlp("rm", "rm", "-rf", "--", folder, NULL);
		_exit(127);
	}
	waitpid(child, NULL, 0);
}

int main(int argc, char **argv)
{
	url = argc > 1 ? argv[1] : getenv("ASSAY_TEST_PG");
	if (url)
		return test_both() + test_servers();
	const char *top = getenv("TMPDIR");
	int n = snprintf(
		folder, sizeof(folder), "%s/assay-db-XXXXXX", top ? top : "/tmp");
	if ((size_t)n >= sizeof(folder) || !mkdtemp(folder))
		return 1;
	int failures = test_both() + test_files();
	remove_folder();
	return failures;
}
