/* An IMAP session (RFC 3501, RFC 9051) that only reads: CAPABILITY, LIST, EXAMINE, UID FETCH
 * with BODY.PEEK. One command at a time, its responses handed on as they come, so that
 * memory holds one response, whatever the mailbox holds. The server cuts a header section
 * that is over the limit (BODY[...]<0.n>), and one that sends more all the same ends the
 * session, as do a tag that was not asked for, a line without end and a lapsed deadline.
 *
 * Left out: pipelining, and the literals of a client: a mailbox's name goes quoted. */
#include "fetch/imap.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "core/budget.h"

enum {
	LINE_MAX_BYTES = 64 << 10, /* honest ones have some 200; LIST names up to 1000 */
	SCRATCH_BYTES =
		8 << 20, /* a response of "\a""\a"... makes four times its bytes */
	QUOTED_MAX_BYTES = 1000, /* of a server's words in a sentence of ours: far less */
	PRINTABLE_MAX_BYTES = 120,
};

static size_t header_max(void)
{
	return (size_t)budget_standard().header_bytes;
}

static struct imap_limits limits(void)
{
	return (struct imap_limits){ LINE_MAX_BYTES, header_max() + LINE_MAX_BYTES };
}

void session_init(
	struct session *s, struct arena *a, struct connection *c, unsigned timeout_ms)
{
	*s = (struct session){ .connection = c, .timeout_ms = timeout_ms };
	s->buffer = arena_alloc(a, limits().bytes_max + 1);
	s->scratch = arena_create(SCRATCH_BYTES);
}

void session_end(struct session *s)
{
	arena_destroy(&s->scratch);
}

const char *session_printable(struct arena *a, struct span s)
{
	char *text = arena_cstr(a, span_take(s, PRINTABLE_MAX_BYTES));
	size_t n = s.n < PRINTABLE_MAX_BYTES ? s.n : PRINTABLE_MAX_BYTES;
	for (size_t i = 0; i < n; i++)
		if (text[i] < 0x20 || text[i] >= 0x7F)
			text[i] = '?';
	return text;
}

/* The next response, in s->buffer up to the next call. */
static int next_response(struct session *s, int64_t deadline_ms, struct span *response_r,
	struct err *err_r)
{
	const struct imap_limits most = limits();
	size_t seen = 0, length = 0;
	memmove(s->buffer, s->buffer + s->done, s->have - s->done);
	s->have -= s->done;
	s->done = 0;
	for (;;) {
		enum imap_cut cut =
			imap_cut(span_of(s->buffer, s->have), &most, &seen, &length);
		if (cut == IMAP_CUT_TOO_LONG)
			return err_set(err_r, EPROTO,
				"the server sends more than was asked of it");
		if (cut == IMAP_CUT_WHOLE)
			break;
		ssize_t n = connection_receive(s->connection, s->buffer + s->have,
			most.bytes_max + 1 - s->have, deadline_ms, err_r);
		if (n < 0)
			return (int)n;
		s->have += (size_t)n;
	}
	s->done = length;
	*response_r = span_of(s->buffer, length);
	return connection_now_ms() < deadline_ms
		       ? 0
		       : err_set(err_r, ETIMEDOUT, "the server does not come to an end");
}

static int end_of_command(struct session *s, const struct imap_response *r,
	struct span tag, struct err *err_r)
{
	if (!span_equal(r->tag, tag))
		return err_set(err_r, EPROTO, "the server answers what was not asked");
	if (r->kind == IMAP_OK)
		return 0;
	return err_set(err_r, EREMOTEIO, "the server refuses: %s",
		session_printable(s->scratch, r->text));
}

/* 0 or -errno; `*end_r` when that ended the command. */
static int take_response(struct session *s, struct span bytes, struct span tag,
	const struct session_taker *taker, bool *end_r, struct err *err_r)
{
	struct imap_response r = { 0 };
	arena_reset(s->scratch);
	enum got got = imap_parse(s->scratch, bytes, &r);
	if (got == GOT_NONE || r.kind == IMAP_CONTINUE)
		return err_set(err_r, EPROTO, "the server does not speak IMAP");
	*end_r = r.tag.n > 0;
	if (*end_r)
		return end_of_command(s, &r, tag, err_r);
	if (r.kind == IMAP_BYE)
		return err_set(err_r, ECONNRESET, "the server ends the session: %s",
			session_printable(s->scratch, r.text));
	/* Half a response that counts must not pass for "nothing there". */
	if (got != GOT_ALL)
		return err_set(err_r, EPROTO, "the server sends what cannot be read");
	return taker ? taker->take(taker->state, &r, err_r) : 0;
}

/* Sends "fN `command`" and reads up to its end. */
static int run(struct session *s, struct span command, const struct session_taker *taker,
	struct err *err_r)
{
	char line[2 * QUOTED_MAX_BYTES + 200];
	int64_t deadline_ms = connection_now_ms() + s->timeout_ms;
	int tag = snprintf(line, sizeof(line), "f%u", ++s->commands);
	int n = snprintf(
		line, sizeof(line), "f%u %.*s\r\n", s->commands, SPAN_ARG(command));
	if (n >= (int)sizeof(line))
		return err_set(err_r, EINVAL, "a command is too long");
	int e = connection_send(
		s->connection, span_of(line, (size_t)n), deadline_ms, err_r);
	for (bool end = false; !e && !end;) {
		struct span response = { 0 };
		e = next_response(s, deadline_ms, &response, err_r);
		if (!e)
			e = take_response(s, response, span_of(line, (size_t)tag), taker,
				&end, err_r);
	}
	return e;
}

struct words {
	struct arena *arena;
	struct span words;
};

static int take_capability(void *state, const struct imap_response *r, struct err *err_r)
{
	struct words *w = state;
	(void)err_r;
	if (r->kind == IMAP_CAPABILITY && w->words.n == 0)
		w->words = arena_copy(w->arena, r->text);
	return 0;
}

int session_capabilities(
	struct session *s, struct arena *a, struct span *words_r, struct err *err_r)
{
	struct words w = { .arena = a };
	const struct session_taker taker = { take_capability, &w };
	int e = run(s, SPAN("CAPABILITY"), &taker, err_r);
	*words_r = w.words;
	return e;
}

int session_list(struct session *s, bool special_use, const struct session_taker *taker,
	struct err *err_r)
{
	return run(s,
		special_use ? SPAN("LIST \"\" \"*\" RETURN (SPECIAL-USE)")
			    : SPAN("LIST \"\" \"*\""),
		taker, err_r);
}

static int take_box(void *state, const struct imap_response *r, struct err *err_r)
{
	struct session_box *box = state;
	(void)err_r;
	if (r->kind == IMAP_EXISTS)
		box->exists = r->number;
	else if (r->kind == IMAP_OK && r->code == IMAP_CODE_UIDVALIDITY)
		box->uid_validity = r->number;
	return 0;
}

/* False for a name that cannot stand in quotes. */
static bool add_quoted(struct text *t, struct span name)
{
	text_add_byte(t, '"');
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = name.p[i];
		if (c == '\r' || c == '\n' || c == '\0')
			return false;
		if (c == '"' || c == '\\')
			text_add_byte(t, '\\');
		text_add_byte(t, c);
	}
	text_add_byte(t, '"');
	return name.n <= QUOTED_MAX_BYTES;
}

int session_examine(
	struct session *s, struct span name, struct session_box *box_r, struct err *err_r)
{
	const struct session_taker taker = { take_box, box_r };
	struct text command;
	*box_r = (struct session_box){ 0 };
	arena_reset(s->scratch);
	text_init(&command, s->scratch, SCRATCH_BYTES / 8);
	text_add_cstr(&command, "EXAMINE ");
	if (!add_quoted(&command, name))
		return err_set(err_r, EINVAL, "no folder can have such a name");
	return run(s, text_span(&command), &taker, err_r);
}

struct uid_list {
	struct arena *arena;
	struct session_uids list;
	size_t capacity, most;
	uint32_t above;
};

static int take_uid(void *state, const struct imap_response *r, struct err *err_r)
{
	struct uid_list *l = state;
	(void)err_r;
	if (r->kind != IMAP_FETCH || r->uid <= l->above || l->list.count >= l->most)
		return 0;
	l->list.uids = arena_grow(l->arena, l->list.uids, l->list.count, &l->capacity,
		sizeof(*l->list.uids));
	l->list.uids[l->list.count++] = r->uid;
	return 0;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x, y;
	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x < y ? -1 : x > y;
}

static void sort_and_thin(struct session_uids *u)
{
	size_t kept = 0;
	if (u->count)
		qsort(u->uids, u->count, sizeof(*u->uids), by_number);
	for (size_t i = 0; i < u->count; i++)
		if (kept == 0 || u->uids[kept - 1] != u->uids[i])
			u->uids[kept++] = u->uids[i];
	u->count = kept;
}

int session_uids(struct session *s, struct arena *a, uint32_t above, size_t most,
	struct session_uids *uids_r, struct err *err_r)
{
	struct uid_list list = { .arena = a, .most = most, .above = above };
	const struct session_taker taker = { take_uid, &list };
	char command[60];
	int n = snprintf(command, sizeof(command), "UID FETCH %lu:* (UID)",
		(unsigned long)above + (above < UINT32_MAX));
	int e = run(s, span_of(command, (size_t)n), &taker, err_r);
	sort_and_thin(&list.list);
	*uids_r = list.list;
	return e;
}

int session_headers(struct session *s, uint32_t first, uint32_t last,
	const struct session_taker *taker, struct err *err_r)
{
	char command[120];
	int n = snprintf(command, sizeof(command),
		"UID FETCH %lu:%lu (UID INTERNALDATE BODY.PEEK[HEADER]<0.%zu>)",
		(unsigned long)first, (unsigned long)last, header_max());
	return run(s, span_of(command, (size_t)n), taker, err_r);
}
