/* libpq, loaded when it is wanted and never waited for without end: its asynchronous
 * functions, poll() and a deadline. An answer that is late leaves the conversation in an
 * unknown state, so that it is over then; the server's own limit, which is shorter, sees to
 * it that this happens to none but those that hang.
 *
 * libpq looks names of hosts up without a limit of time, so a host that the URL names is
 * looked up here. Several hosts, or one from libpq's environment, are left to libpq.
 *
 * Sentences never hold the URL, nor what libpq says about parsing it: passwords stand there. */
#include "people/server.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>

#include "base/must.h"
#include "base/text.h"

enum { ADDRESSES_MAX = 4, LOOKUP_BYTES_MAX = 64 * 1024, HOST_BYTES_MAX = 256 };

static int load(struct server *s, struct err *err_r)
{
	/* What its libraries register for the end of the process must still be there. */
	s->library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (!s->library)
		return err_set(err_r, ENOSYS,
			"a memory in PostgreSQL needs libpq; install the package libpq5");
#define X(name) s->call.name = (__typeof__(name) *)dlsym(s->library, #name);
	SERVER_CALLS(X)
#undef X
#define X(name) s->call.name &&
	if (SERVER_CALLS(X) true)
		return 0;
#undef X
	return err_set(err_r, ENOSYS, "the libpq that is installed is too old");
}

static int give_up(struct server *s, int code, struct err *err_r)
{
	s->dead = code;
	if (code == ETIMEDOUT)
		return err_set(err_r, code, "the memory's server does not answer");
	return err_set(err_r, code, "the connection to the memory's server is lost (%s)",
		s->connection ? db_plain(s->call.PQerrorMessage(s->connection)).text
			      : "");
}

/* Waits until the socket has one of the `events`: those that it has, or 0 when it is late. */
static short wait_for(const struct server *s, short events)
{
	for (;;) {
		struct pollfd p = { s->call.PQsocket(s->connection), events, 0 };
		int64_t left = s->until_ms - db_now_ms();
		if (left <= 0)
			return 0;
		int n = poll(&p, 1, left < INT_MAX ? (int)left : INT_MAX);
		if (n > 0)
			return p.revents;
		if (n < 0 && errno != EINTR)
			return 0;
	}
}

/* --- the way there --- */

static int look_up(const struct server *s, struct gaicb *one, struct err *err_r)
{
	struct gaicb *list[] = { one };
	int rc = getaddrinfo_a(GAI_NOWAIT, list, 1, NULL);
	while (!rc && (rc = gai_error(one)) == EAI_INPROGRESS) {
		int64_t left = s->until_ms - db_now_ms();
		struct timespec t = { left / 1000, left % 1000 * 1000000 };
		if (left <= 0)
			break;
		gai_suspend((const struct gaicb *const *)list, 1, &t);
		rc = 0;
	}
	if (rc == EAI_INPROGRESS)
		return err_set(err_r, ETIMEDOUT,
			"the name %s of the memory's server is "
			"not found in time",
			one->ar_name);
	if (rc)
		return err_set(err_r, EHOSTUNREACH,
			"no address for the memory's server %s", one->ar_name);
	return 0;
}

/* Lists for libpq, which wants a host for each address: "h,h" and "a,b". */
static void list_addresses(
	const struct gaicb *one, struct text *hosts, struct text *addresses)
{
	unsigned n = 0;
	for (const struct addrinfo *a = one->ar_result; a && n < ADDRESSES_MAX;
		a = a->ai_next) {
		char number[HOST_BYTES_MAX];
		if (getnameinfo(a->ai_addr, a->ai_addrlen, number, sizeof(number), NULL,
			    0, NI_NUMERICHOST))
			continue;
		text_printf(hosts, "%s%s", n ? "," : "", one->ar_name);
		text_printf(addresses, "%s%s", n ? "," : "", number);
		n++;
	}
}

static int resolve(const struct server *s, const char *host, struct text *hosts,
	struct text *addresses, struct err *err_r)
{
	static const struct addrinfo streams = { .ai_socktype = SOCK_STREAM };
	struct arena *arena = arena_create(LOOKUP_BYTES_MAX);
	struct gaicb *one = arena_new(arena, struct gaicb);
	one->ar_name = arena_cstr(arena, span_from_cstr(host));
	one->ar_request = &streams;
	int e = look_up(s, one, err_r);
	if (!e)
		list_addresses(one, hosts, addresses);
	/* A search that cannot be called off still writes there: its memory stays. */
	if (e == -ETIMEDOUT && gai_cancel(one) == EAI_NOTCANCELED)
		return e;
	if (one->ar_result)
		freeaddrinfo(one->ar_result);
	arena_destroy(&arena);
	return e;
}

/* True when libpq would have to look `host` up, and it is one. */
static bool is_name(const char *host)
{
	static const struct addrinfo numeric = { .ai_flags = AI_NUMERICHOST };
	struct addrinfo *found = NULL;
	if (!host || !*host || strpbrk(host, "/@,") || strlen(host) >= HOST_BYTES_MAX)
		return false;
	if (getaddrinfo(host, NULL, &numeric, &found))
		return true;
	freeaddrinfo(found);
	return false;
}

/* Fills both texts when the URL names a host that is to be looked up. */
static int find_host(const struct server *s, const char *url, struct text *hosts,
	struct text *addresses, struct err *err_r)
{
	const char *host = NULL, *address = NULL;
	PQconninfoOption *options = s->call.PQconninfoParse(url, NULL);
	if (!options)
		return err_set(err_r, EINVAL, "the URL of the memory is not well formed");
	for (PQconninfoOption *o = options; o->keyword; o++) {
		if (strcmp(o->keyword, "host") == 0)
			host = o->val;
		else if (strcmp(o->keyword, "hostaddr") == 0)
			address = o->val;
	}
	int e = address || !is_name(host) ? 0 : resolve(s, host, hosts, addresses, err_r);
	s->call.PQconninfoFree(options);
	return e;
}

static int refused(struct server *s, struct err *err_r)
{
	bool secret = s->call.PQconnectionNeedsPassword(s->connection) ||
		      s->call.PQconnectionUsedPassword(s->connection);
	s->dead = secret ? EACCES : ECONNREFUSED;
	return err_set(err_r, s->dead, "the memory's server cannot be used: %s",
		db_plain(s->call.PQerrorMessage(s->connection)).text);
}

static int shake_hands(struct server *s, struct err *err_r)
{
	PostgresPollingStatusType state = PGRES_POLLING_WRITING;
	if (s->call.PQstatus(s->connection) == CONNECTION_BAD)
		return refused(s, err_r);
	while (state != PGRES_POLLING_OK) {
		if (!wait_for(s, state == PGRES_POLLING_READING ? POLLIN : POLLOUT))
			return give_up(s, ETIMEDOUT, err_r);
		state = s->call.PQconnectPoll(s->connection);
		if (state == PGRES_POLLING_FAILED)
			return refused(s, err_r);
	}
	return 0;
}

static void ignore_notice(void *object, const PGresult *notice)
{
	(void)object;
	(void)notice;
}

static int connect_to(
	struct server *s, const char *url, struct arena *a, struct err *err_r)
{
	struct text hosts, addresses;
	text_init(&hosts, a, LOOKUP_BYTES_MAX);
	text_init(&addresses, a, LOOKUP_BYTES_MAX);
	int e = find_host(s, url, &hosts, &addresses, err_r);
	if (e)
		return e;
	/* What stands before "dbname" can be changed by the URL, what stands behind cannot. */
	const char *const names[] = { "application_name", "gssencmode", "dbname",
		"client_encoding", addresses.n ? "host" : NULL, "hostaddr", NULL };
	const char *const values[] = { "assay", "disable", url, "UTF8", hosts.p,
		addresses.p, NULL };
	s->connection = s->call.PQconnectStartParams(names, values, 1);
	must(s->connection != NULL);
	s->call.PQsetNoticeReceiver(s->connection, ignore_notice, NULL);
	e = shake_hands(s, err_r);
	if (!e && s->call.PQsetnonblocking(s->connection, 1))
		e = give_up(s, ECONNRESET, err_r);
	return e;
}

int server_open(struct server *s, const char *url, unsigned timeout_ms, struct err *err_r)
{
	s->timeout_ms = timeout_ms;
	s->until_ms = db_now_ms() + timeout_ms;
	int e = load(s, err_r);
	if (e)
		return e;
	struct arena *a = arena_create(4 * LOOKUP_BYTES_MAX);
	e = connect_to(s, url, a, err_r);
	arena_destroy(&a);
	return e;
}

void server_close(struct server *s)
{
	if (s->connection)
		s->call.PQfinish(s->connection);
	if (s->library)
		dlclose(s->library);
	*s = (struct server){ 0 };
}

/* --- questions --- */

/* SQLSTATE, the classes and codes that mean something to us. */
static int code_of(const char *state)
{
	static const struct {
		const char *state;
		int code;
	} codes[] = {
		{ "57014", ETIMEDOUT }, /* query_canceled: by statement_timeout */
		{ "55P03", ETIMEDOUT }, /* lock_not_available */
		{ "40", ETIMEDOUT },	/* deadlocks: as with SQLite */
		{ "25006", EROFS }, { "25P02", ECANCELED },
		{ "23", EEXIST }, /* a constraint */
		{ "42501", EACCES }, { "53100", ENOSPC }, { "53200", ENOMEM },
		{ "57P", ECONNRESET }, /* it shuts down */
	};
	struct span s = span_from_cstr(state);
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (span_starts_with(s, span_from_cstr(codes[i].state)))
			return codes[i].code;
	return EINVAL;
}

static int complain(const struct server *s, const PGresult *result, struct err *err_r)
{
	const char *state = s->call.PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *words = s->call.PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	int code = code_of(state);
	if (code == ETIMEDOUT)
		return err_set(err_r, code, "the memory is in use for too long (%s)",
			db_plain(words).text);
	return err_set(err_r, code, "the memory's server: %s (%.5s)",
		db_plain(words).text, db_plain(state).text);
}

static int send_rest(struct server *s, struct err *err_r)
{
	int left;
	while ((left = s->call.PQflush(s->connection)) == 1) {
		short events = wait_for(s, POLLIN | POLLOUT);
		if (!events)
			return give_up(s, ETIMEDOUT, err_r);
		if (events & POLLIN && !s->call.PQconsumeInput(s->connection))
			return give_up(s, ECONNRESET, err_r);
	}
	return left ? give_up(s, ECONNRESET, err_r) : 0;
}

/* The next result, or NULL behind the last. */
static int receive(struct server *s, PGresult **result_r, struct err *err_r)
{
	while (s->call.PQisBusy(s->connection)) {
		if (!wait_for(s, POLLIN))
			return give_up(s, ETIMEDOUT, err_r);
		if (!s->call.PQconsumeInput(s->connection))
			return give_up(s, ECONNRESET, err_r);
	}
	*result_r = s->call.PQgetResult(s->connection);
	if (!*result_r && s->call.PQstatus(s->connection) != CONNECTION_OK)
		return give_up(s, ECONNRESET, err_r);
	return 0;
}

/* What one result is: 0, or what its statement failed of. */
static int judge(struct server *s, const PGresult *result, struct err *err_r)
{
	switch (s->call.PQresultStatus(result)) {
	case PGRES_EMPTY_QUERY:
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK: return 0;
	case PGRES_FATAL_ERROR:
	case PGRES_NONFATAL_ERROR:
	case PGRES_BAD_RESPONSE:
		if (s->call.PQstatus(s->connection) != CONNECTION_OK)
			return give_up(s, ECONNRESET, err_r);
		return complain(s, result, err_r);
	default: return give_up(s, EPROTO, err_r); /* COPY, which would never end */
	}
}

int server_start(struct server *s, struct err *err_r)
{
	if (s->dead)
		return err_set(err_r, s->dead,
			"the memory's server is not asked again: "
			"it did not answer, or hung up");
	s->until_ms = db_now_ms() + s->timeout_ms;
	return 0;
}

int server_finish(struct server *s, int sent, PGresult **result_r, struct err *err_r)
{
	PGresult *last = NULL, *one = NULL;
	int first_error = 0;
	int e = sent ? send_rest(s, err_r) : give_up(s, ECONNRESET, err_r);
	while (!e && !(e = receive(s, &one, err_r)) && one) {
		if (!first_error)
			first_error = judge(s, one, err_r);
		if (s->dead)
			e = -s->dead;
		s->call.PQclear(last);
		last = one;
	}
	if (!e)
		e = first_error;
	if (!e && result_r)
		*result_r = last;
	else
		s->call.PQclear(last);
	return e;
}

int server_ask(struct server *s, const char *sql, PGresult **result_r, struct err *err_r)
{
	int e = server_start(s, err_r);
	if (e)
		return e;
	return server_finish(s, s->call.PQsendQuery(s->connection, sql), result_r, err_r);
}
