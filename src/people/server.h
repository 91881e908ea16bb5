#ifndef ASSAY_PEOPLE_SERVER_H
#define ASSAY_PEOPLE_SERVER_H

#include <libpq-fe.h>

#include "people/db_inside.h"

/* A conversation with a PostgreSQL server in which nothing waits longer than agreed, even
 * when the server hangs: whoever does not answer in time is not asked again. */

/* The functions of libpq that are used: the library is loaded when first wanted. */
#define SERVER_CALLS(X)                                                                  \
	X(PQconninfoParse)                                                               \
	X(PQconninfoFree)                                                                \
	X(PQconnectStartParams)                                                          \
	X(PQconnectPoll)                                                                 \
	X(PQstatus)                                                                      \
	X(PQsocket)                                                                      \
	X(PQfinish)                                                                      \
	X(PQerrorMessage)                                                                \
	X(PQconnectionNeedsPassword)                                                     \
	X(PQconnectionUsedPassword)                                                      \
	X(PQparameterStatus)                                                             \
	X(PQtransactionStatus)                                                           \
	X(PQsetnonblocking)                                                              \
	X(PQsetNoticeReceiver)                                                           \
	X(PQsendQuery)                                                                   \
	X(PQsendPrepare)                                                                 \
	X(PQsendQueryPrepared)                                                           \
	X(PQflush)                                                                       \
	X(PQconsumeInput)                                                                \
	X(PQisBusy)                                                                      \
	X(PQgetResult)                                                                   \
	X(PQresultStatus)                                                                \
	X(PQresultErrorField)                                                            \
	X(PQntuples)                                                                     \
	X(PQnfields)                                                                     \
	X(PQftype)                                                                       \
	X(PQgetvalue)                                                                    \
	X(PQgetlength)                                                                   \
	X(PQclear)

struct server_calls {
#define X(name) __typeof__(name) *(name);
	SERVER_CALLS(X)
#undef X
};

struct server {
	void *library;
	struct server_calls call;
	PGconn *connection;
	unsigned timeout_ms;
	int64_t until_ms; /* for what is asked now */
	int dead;	  /* a code of errno: it is not asked again */
};

/* 0 or -errno; -ENOSYS: libpq is not installed. What is there is for server_close(). */
int server_open(
	struct server *s, const char *url, unsigned timeout_ms, struct err *err_r);
void server_close(struct server *s);

/* Sets the time until which the next question must be answered. 0, or -errno of a dead one. */
int server_start(struct server *s, struct err *err_r);
/* Waits for the answer to what a PQsend function gave `sent` for. The last result goes to
 * `result_r` (NULL: to nobody) and is the caller's to clear; none on failure. */
int server_finish(struct server *s, int sent, PGresult **result_r, struct err *err_r);
/* Both, for SQL without parameters. */
int server_ask(struct server *s, const char *sql, PGresult **result_r, struct err *err_r);

#endif
