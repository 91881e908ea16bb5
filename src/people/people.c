/* A memory opened and closed: its tables made where they are not, its key read, and whatever
 * the database says about damage passed on. The key is made once, by the process that makes
 * the memory; two that make one at the same time agree on the first that was written. */
#include "people/people.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/must.h"
#include "base/num.h"
#include "people/inside.h"

enum { SCRATCH_BYTES_MAX = 4 << 20, TIMEOUT_MS = 5000 };

#define SCHEMA_VERSION "1"

/* --- ids --- */

int64_t people_id(struct people *p, enum id_kind kind, struct span s)
{
	return (int64_t)(keyed_hash(p->hash, (unsigned char)kind, s) >> 16);
}

int64_t people_address_id(struct people *p, struct span local, struct span domain)
{
	unsigned char room[512];
	if (local.n + 1 + domain.n > sizeof(room))
		return 0;
	memcpy(room, local.p, local.n);
	room[local.n] = '@';
	memcpy(room + local.n + 1, domain.p, domain.n);
	return people_id(p, ID_ADDRESS, span_of(room, local.n + 1 + domain.n));
}

int64_t people_day_bit(int64_t date_s)
{
	int64_t day = date_s / 86400 % 62;
	return (int64_t)1 << (day < 0 ? day + 62 : day);
}

uint64_t people_days(int64_t mask)
{
	return (uint64_t)__builtin_popcountll((unsigned long long)mask);
}

struct acquaintance people_row(struct db *db)
{
	return (struct acquaintance){ .address = db_text(db, 0),
		.name = db_text(db, 1),
		.sent = (uint64_t)db_number(db, 2),
		.started = (uint64_t)db_number(db, 3),
		.days = people_days(db_number(db, 4)),
		.first_s = db_number(db, 5),
		.last_s = db_number(db, 6),
		.in_book = db_number(db, 7) != 0 };
}

/* --- what the memory is --- */

static int get_meta(
	struct people *p, const char *name, char *value_r, size_t room, struct err *err_r)
{
	value_r[0] = '\0';
	int r = db_run(p->db, GET_META, err_r, "t", span_from_cstr(name));
	if (r == 0)
		r = db_next(p->db, err_r);
	if (r == 1) {
		struct span v = span_take(db_text(p->db, 0), room - 1);
		memcpy(value_r, v.p, v.n);
		value_r[v.n] = '\0';
	}
	db_end(p->db);
	return r < 0 ? r : 0;
}

static int set_meta(
	struct people *p, const char *name, const char *value, struct err *err_r)
{
	return db_do(p->db, SET_META, err_r, "tt", span_from_cstr(name),
		span_from_cstr(value));
}

static int make(struct people *p, bool hashed, struct err *err_r)
{
	unsigned char key[KEYED_HASH_KEY_BYTES];
	must(getrandom(key, sizeof(key), 0) == sizeof(key));
	const char *hex =
		arena_cstr(p->arena, hex_encode(p->arena, span_of(key, sizeof(key))));
	int r = db_begin(p->db, true, err_r);
	if (r == 0)
		r = db_exec(p->db, people_schema, err_r);
	if (r == 0)
		r = set_meta(p, "key", hex, err_r);
	if (r == 0)
		r = set_meta(p, "schema", SCHEMA_VERSION, err_r);
	if (r == 0)
		r = set_meta(p, "hashed", hashed ? "1" : "0", err_r);
	if (r == 0)
		return db_commit(p->db, err_r);
	db_rollback(p->db);
	return r;
}

static int read_key(struct people *p, struct err *err_r)
{
	char hex[2 * KEYED_HASH_KEY_BYTES + 2], schema[8], hashed[4];
	unsigned char key[KEYED_HASH_KEY_BYTES];
	int r = get_meta(p, "key", hex, sizeof(hex), err_r);
	if (r == 0)
		r = get_meta(p, "schema", schema, sizeof(schema), err_r);
	if (r == 0)
		r = get_meta(p, "hashed", hashed, sizeof(hashed), err_r);
	if (r < 0)
		return r;
	if (strcmp(schema, SCHEMA_VERSION) != 0)
		return err_set(err_r, EMEDIUMTYPE,
			"the memory has a form that is not known here");
	for (size_t i = 0; i < sizeof(key); i++) {
		uint64_t value = 0;
		if (strlen(hex) != 2 * sizeof(key) ||
			!num_parse_hex(span_of(hex + 2 * i, 2), 255, &value))
			return err_set(err_r, EUCLEAN, "the memory has lost its key");
		key[i] = (unsigned char)value;
	}
	p->hashed = hashed[0] == '1';
	p->hash = keyed_hash_create(p->arena, key);
	return 0;
}

static const char *system_user(struct arena *a)
{
	const struct passwd *pw = getpwuid(geteuid());
	return pw ? arena_cstr(a, span_from_cstr(pw->pw_name))
		  : arena_printf(a, "%u", (unsigned)geteuid());
}

/* The tables are there, or are made. */
static int enter(struct people *p, const struct people_settings *s, struct err *err_r)
{
	char schema[8];
	struct err ignored;
	int r = get_meta(
		p, "schema", schema, sizeof(schema), s->create ? &ignored : err_r);
	bool is_new = r < 0 || schema[0] == '\0';
	if (is_new && r != -EUCLEAN && s->create)
		r = make(p, s->hashed, err_r);
	else if (is_new && r == 0)
		r = err_set(err_r, ENOENT, "there is no memory of people yet");
	else if (r < 0 && s->create)
		err_set(err_r, -r, "%s", ignored.text);
	return r < 0 ? r : read_key(p, err_r);
}

int people_open(const struct people_settings *settings, struct people **people_r,
	struct err *err_r)
{
	struct arena *a = arena_create(SIZE_MAX);
	struct people *p = arena_new(a, struct people);
	p->arena = a;
	p->scratch = arena_create(SCRATCH_BYTES_MAX);
	struct db_settings db = {
		.where = settings->where ? arena_cstr(a, span_from_cstr(settings->where))
					 : NULL,
		.user = settings->user ? settings->user : system_user(a),
		.create = settings->create,
		.read_only = settings->read_only,
		.timeout_ms = settings->timeout_ms ? settings->timeout_ms : TIMEOUT_MS,
		.statements = people_statements
	};
	int r = db_open(&db, &p->db, err_r);
	if (r == 0)
		r = enter(p, settings, err_r);
	if (r < 0)
		people_close(&p);
	*people_r = p;
	return r;
}

struct people *people_out_of_order(const char *why)
{
	struct arena *a = arena_create(SIZE_MAX);
	struct people *p = arena_new(a, struct people);
	p->arena = a;
	p->scratch = arena_create(SCRATCH_BYTES_MAX);
	p->broken = true;
	snprintf(p->trouble.text, sizeof(p->trouble.text), "%s", why);
	return p;
}

void people_close(struct people **people)
{
	struct people *p = *people;
	*people = NULL;
	if (!p)
		return;
	db_close(&p->db);
	people_close_pending(p);
	arena_destroy(&p->scratch);
	struct arena *a = p->arena;
	arena_destroy(&a);
}

int people_examine(struct people *people, struct err *err_r)
{
	return db_examine(people->db, err_r);
}

int people_set_aside(const char *where, char *aside_r, struct err *err_r)
{
	static const char *const tails[] = { "", "-wal", "-shm" };
	enum { PATH_BYTES = 4096 };
	char from[PATH_BYTES], to[PATH_BYTES];
	if (!db_is_file(where) || strlen(where) > PATH_BYTES - 64)
		return err_set(err_r, EINVAL, "only a file can be set aside");
	snprintf(aside_r, PATH_BYTES, "%s.damaged-%lld-%d", where, (long long)time(NULL),
		(int)getpid());
	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		snprintf(from, sizeof(from), "%s%s", where, tails[i]);
		snprintf(to, sizeof(to), "%s%s", aside_r, tails[i]);
		if (rename(from, to) < 0 && (i == 0 || errno != ENOENT))
			return err_set(err_r, errno, "cannot move %s aside: %s", from,
				strerror(errno));
	}
	return 0;
}

/* --- transactions, positions --- */

int people_begin(struct people *people, struct err *err_r)
{
	if (people->broken)
		return err_set(err_r, EIO, "%s", people->trouble.text);
	int r = db_begin(people->db, true, err_r);
	people->writing = r == 0;
	return r;
}

int people_commit(struct people *people, struct err *err_r)
{
	int r = people_settle(people, err_r);
	people_forget_pending(people);
	people->writing = false;
	if (r < 0)
		db_rollback(people->db);
	return r < 0 ? r : db_commit(people->db, err_r);
}

void people_rollback(struct people *people)
{
	people->writing = false;
	people_forget_pending(people);
	if (people->db)
		db_rollback(people->db);
}

int64_t people_position(struct people *people, struct span source)
{
	int64_t position = -1;
	if (db_run(people->db, GET_POSITION, NULL, "i",
		    people_id(people, ID_SOURCE, source)) == 0 &&
		db_next(people->db, NULL) == 1)
		position = db_number(people->db, 0);
	db_end(people->db);
	return position;
}

int people_set_position(
	struct people *people, struct span source, int64_t position, struct err *err_r)
{
	return db_do(people->db, SET_POSITION, err_r, "ii",
		people_id(people, ID_SOURCE, source), position);
}

/* --- the user's own addresses --- */

int people_add_me(
	struct people *people, struct span local, struct span domain, struct err *err_r)
{
	bool known = people_is_me(people, local, domain);
	int settled = people_settle(people, err_r);
	people_forget_pending(people);
	struct span shown = people->hashed ? SPAN("*") : local;
	struct span address = span_from_cstr(arena_printf(
		people->scratch, "%.*s@%.*s", SPAN_ARG(shown), SPAN_ARG(domain)));
	int r = settled;
	if (r == 0 && !known)
		r = db_do(people->db, DROP_POSITIONS, err_r, "");
	if (r == 0)
		r = db_do(people->db, ADD_ME, err_r, "it",
			people_address_id(people, local, domain), address);
	if (r == 0)
		r = people_add_own_org(people, domain, err_r);
	arena_reset(people->scratch);
	return r;
}

bool people_is_me(struct people *people, struct span local, struct span domain)
{
	int64_t id = people_address_id(people, local, domain);
	const struct pending_row *seen = people_seen(people, ROW_ME, id);
	if (seen)
		return seen->exists;
	int r = db_run(people->db, GET_ME, NULL, "i", id);
	if (r == 0)
		r = db_next(people->db, NULL);
	db_end(people->db);
	if (r >= 0)
		people_see(people, ROW_ME, id, &(struct pending_row){ .exists = r == 1 });
	return r == 1;
}

int people_list_me(
	struct people *people, people_each *each, void *state, struct err *err_r)
{
	int r = db_run(people->db, LIST_ME, err_r, "");
	while (r == 0 && (r = db_next(people->db, err_r)) == 1) {
		struct acquaintance me = { .address = db_text(people->db, 0) };
		r = each(state, &me);
	}
	db_end(people->db);
	return r;
}
