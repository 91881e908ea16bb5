/* One loop over two descriptors: questions from the front, results from libunbound's
 * thread. A look-up is one question in flight there; whoever asks the same meanwhile waits
 * with it. All have the same time, so the oldest look-up is the next to run out of it.
 *
 * A look-up that failed while forwarding is probed (ask/probe.h) for the name of its
 * failure. Past LOOKUPS_MAX in flight, or WAITERS_MAX waiting, a question is answered
 * SERVFAIL at once; announcements may fill only half. What is not a question is dropped. */
#include "ask/broker.h"

#include <errno.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unbound.h>
#include <unistd.h>

#include "ask/broker_lock.h"
#include "ask/dns_rr.h"
#include "ask/message.h"
#include "ask/outbox.h"
#include "ask/probe.h"
#include "ask/resolver.h"
#include "base/when.h"

enum {
	LOOKUPS_MAX = 4096,
	WAITERS_MAX = 16384,
	PROBES_MAX = 64,
	PROBE_MS = 1000, /* libunbound has waited before: this much longer is silence */
	BUCKETS = 4096,
	QUESTION_BYTES_MAX = 512,
	QUESTIONS_A_TURN = 64,
	OUTBOX_BYTES = 4 << 20,
	REPLY_BYTES_MAX = 8 << 20, /* 64 kB of compressed names unfold to 1.3 MB */
	NAME_BYTES_MAX = 253,
	CLASS_IN = 1,
};

struct waiter {
	struct waiter *next;
	uint32_t id;
};

struct lookup {
	struct broker *broker;
	struct lookup *next; /* in its bucket, or among the free ones */
	struct lookup *older, *newer;
	struct waiter *waiters; /* none: only announced */
	int64_t deadline_ms;
	int async_id;
	enum dns_type type;
	size_t name_bytes;
	unsigned char name[NAME_BYTES_MAX]; /* lower case */
};

struct probe {
	struct lookup *lookup;
	int64_t deadline_ms;
};

struct broker {
	int fd;
	struct resolver resolver;
	int64_t timeout_ms, now_ms;
	uint64_t seed;
	struct outbox outbox;
	struct arena *reply, *packet; /* of one result, of one answer */
	struct lookup *buckets[BUCKETS], *free_lookups, *oldest, *newest;
	struct waiter *free_waiters;
	size_t lookup_count;
	struct probe probes[PROBES_MAX];
	struct pollfd polled[2 + PROBES_MAX]; /* front, libunbound, a probe each */
	size_t probe_count;
	bool closed;
};

static const struct dns_answer failed = { .status = DNS_SERVFAIL };

static void answer_one(struct broker *b, uint32_t id, const struct dns_answer *answer)
{
	struct text t;
	arena_reset(b->packet);
	text_init(&t, b->packet, MESSAGE_BYTES_MAX);
	answer_write(&t, id, answer);
	/* No room: the reader has not read for thousands of answers. It knows when to stop
	 * waiting for this one. */
	outbox_send(&b->outbox, text_span(&t));
}

/* Names come from strangers: the seed keeps them from choosing their bucket. */
static struct lookup **bucket_of(struct broker *b, struct span name, enum dns_type type)
{
	uint64_t h = b->seed ^ type;
	for (size_t i = 0; i < name.n; i++)
		h = (h ^ ascii_lower(name.p[i])) * 0x9E3779B97F4A7C15u;
	return &b->buckets[(h >> 40) % BUCKETS];
}

static struct span name_of(const struct lookup *l)
{
	return span_of(l->name, l->name_bytes);
}

static struct lookup *lookup_find(struct broker *b, struct span name, enum dns_type type)
{
	for (struct lookup *l = *bucket_of(b, name, type); l; l = l->next)
		if (l->type == type && span_equal_nocase(name_of(l), name))
			return l;
	return NULL;
}

static void lookup_link(struct broker *b, struct lookup *l)
{
	struct lookup **bucket = bucket_of(b, name_of(l), l->type);
	l->next = *bucket;
	*bucket = l;
	l->older = b->newest;
	l->newer = NULL;
	*(l->older ? &l->older->newer : &b->oldest) = l;
	b->newest = l;
	b->lookup_count++;
}

static void lookup_unlink(struct broker *b, struct lookup *l)
{
	struct lookup **at = bucket_of(b, name_of(l), l->type);
	while (*at != l)
		at = &(*at)->next;
	*at = l->next;
	*(l->older ? &l->older->newer : &b->oldest) = l->newer;
	*(l->newer ? &l->newer->older : &b->newest) = l->older;
	l->next = b->free_lookups;
	b->free_lookups = l;
	b->lookup_count--;
}

/* Answers everyone who waits, and forgets the look-up. */
static void lookup_finish(struct lookup *l, const struct dns_answer *answer)
{
	struct broker *b = l->broker;
	while (l->waiters) {
		struct waiter *w = l->waiters;
		l->waiters = w->next;
		answer_one(b, w->id, answer);
		w->next = b->free_waiters;
		b->free_waiters = w;
	}
	lookup_unlink(b, l);
}

static bool probe_start(struct broker *b, struct lookup *l)
{
	const struct resolver *r = &b->resolver;
	if (!r->forwards || !l->waiters || b->probe_count == PROBES_MAX ||
		l->deadline_ms <= b->now_ms)
		return false;
	int fd = probe_send(&r->first, r->first_bytes, name_of(l), l->type);
	if (fd < 0)
		return false;
	int64_t deadline_ms = b->now_ms + PROBE_MS;
	b->probes[b->probe_count] = (struct probe){ l,
		deadline_ms < l->deadline_ms ? deadline_ms : l->deadline_ms };
	b->polled[2 + b->probe_count++] = (struct pollfd){ .fd = fd, .events = POLLIN };
	return true;
}

static void probe_finish(struct broker *b, size_t i, enum dns_status status)
{
	struct lookup *l = b->probes[i].lookup;
	close(b->polled[2 + i].fd);
	b->probe_count--;
	b->probes[i] = b->probes[b->probe_count];
	b->polled[2 + i] = b->polled[2 + b->probe_count];
	lookup_finish(l, &(struct dns_answer){ .status = status });
}

/* From the last to the first: finishing one moves the last into its place. */
static void read_probes(struct broker *b)
{
	enum dns_status status;
	for (size_t i = b->probe_count; i-- > 0;) {
		if (b->polled[2 + i].revents && probe_read(b->polled[2 + i].fd, &status))
			probe_finish(b, i, status);
		else if (b->probes[i].deadline_ms <= b->now_ms)
			probe_finish(b, i, DNS_TIMEOUT);
	}
}

static struct dns_answer answer_of(
	struct broker *b, const struct ub_result *result, enum dns_type type)
{
	struct dns_answer answer = { .status = DNS_BOGUS };
	if (result->bogus)
		return answer;
	arena_reset(b->reply);
	size_t n = result->answer_len > 0 ? (size_t)result->answer_len : 0;
	dns_reply_read(b->reply, span_of(result->answer_packet, n), type, &answer);
	answer.secure = result->secure;
	answer.ttl_s = result->ttl > 0 ? (uint32_t)result->ttl : 0;
	return answer;
}

static void on_result(void *object, int error, struct ub_result *result)
{
	struct lookup *l = object;
	struct broker *b = l->broker;
	struct dns_answer answer = failed;
	if (!error && result)
		answer = answer_of(b, result, l->type);
	ub_resolve_free(result);
	if (answer.status != DNS_SERVFAIL || !probe_start(b, l))
		lookup_finish(l, &answer);
}

/* libunbound reads zone file text, where "\" escapes: all but the usual is written \DDD. */
static void name_to_zone_text(struct span name, char text_r[4 * NAME_BYTES_MAX + 1])
{
	char *to = text_r;
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = ascii_lower(name.p[i]);
		if (ascii_is_alnum(c) || c == '-' || c == '_' || c == '.') {
			*to++ = (char)c;
			continue;
		}
		*to++ = '\\';
		*to++ = (char)('0' + c / 100);
		*to++ = (char)('0' + c / 10 % 10);
		*to++ = (char)('0' + c % 10);
	}
	*to = '\0';
}

/* NULL when no more can be in flight. */
static struct lookup *lookup_start(struct broker *b, const struct question *q)
{
	char text[4 * NAME_BYTES_MAX + 1];
	struct lookup *l = b->free_lookups;
	if (!l || q->name.n > NAME_BYTES_MAX ||
		(q->soon && b->lookup_count >= LOOKUPS_MAX / 2))
		return NULL;
	name_to_zone_text(q->name, text);
	if (ub_resolve_async(
		    b->resolver.ctx, text, q->type, CLASS_IN, l, on_result, &l->async_id))
		return NULL;
	b->free_lookups = l->next;
	l->broker = b;
	l->type = q->type;
	l->waiters = NULL;
	l->deadline_ms = b->now_ms + b->timeout_ms;
	l->name_bytes = q->name.n;
	memcpy(l->name, q->name.p, q->name.n);
	lookup_link(b, l);
	return l;
}

static bool lookup_join(struct broker *b, struct lookup *l, uint32_t id)
{
	struct waiter *w = b->free_waiters;
	if (!w)
		return false;
	b->free_waiters = w->next;
	*w = (struct waiter){ l->waiters, id };
	l->waiters = w;
	return true;
}

static void take_question(struct broker *b, const struct question *q)
{
	static const struct dns_answer nobody = { .status = DNS_NXDOMAIN };
	if (dns_name_is_local(q->name)) {
		if (!q->soon)
			answer_one(b, q->id, &nobody);
		return;
	}
	struct lookup *l = lookup_find(b, q->name, q->type);
	if (!l)
		l = lookup_start(b, q);
	if (!q->soon && (!l || !lookup_join(b, l, q->id)))
		answer_one(b, q->id, &failed);
}

/* An empty packet and a closed socket both read as 0 bytes. */
static bool is_closed(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLRDHUP };
	return poll(&p, 1, 0) > 0 && p.revents & (POLLRDHUP | POLLHUP | POLLERR);
}

static void read_questions(struct broker *b)
{
	unsigned char bytes[QUESTION_BYTES_MAX];
	struct question q;
	for (unsigned i = 0; i < QUESTIONS_A_TURN && !b->closed; i++) {
		ssize_t n = recv(b->fd, bytes, sizeof(bytes), MSG_DONTWAIT | MSG_TRUNC);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if (n < 0 || (n == 0 && is_closed(b->fd)))
			b->closed = true;
		else if ((size_t)n <= sizeof(bytes) &&
			 question_read(span_of(bytes, (size_t)n), &q))
			take_question(b, &q);
	}
}

/* None of these is being probed: a probe ends with its look-up at the latest, and was read
 * before in this turn. */
static void end_late_lookups(struct broker *b)
{
	static const struct dns_answer late = { .status = DNS_TIMEOUT };
	while (b->oldest && b->oldest->deadline_ms <= b->now_ms) {
		struct lookup *l = b->oldest;
		ub_cancel(b->resolver.ctx, l->async_id);
		lookup_finish(l, &late);
	}
}

static int wait_ms(const struct broker *b)
{
	int64_t next_ms = b->oldest ? b->oldest->deadline_ms : INT64_MAX;
	for (size_t i = 0; i < b->probe_count; i++)
		if (b->probes[i].deadline_ms < next_ms)
			next_ms = b->probes[i].deadline_ms;
	if (next_ms == INT64_MAX)
		return -1;
	return next_ms > b->now_ms ? (int)(next_ms - b->now_ms) : 0;
}

static int turn(struct broker *b, struct err *err_r)
{
	bool full = outbox_is_half_full(&b->outbox);
	b->polled[0].events = full ? 0 : POLLIN;
	if (!outbox_is_empty(&b->outbox))
		b->polled[0].events |= POLLOUT;
	if (poll(b->polled, 2 + b->probe_count, wait_ms(b)) < 0 && errno != EINTR)
		return err_set(err_r, errno, "the broker cannot wait");
	b->now_ms = when_ms();
	read_probes(b);
	if (b->polled[1].revents && ub_process(b->resolver.ctx))
		return err_set(err_r, EPIPE, "the resolver has ended");
	if (b->polled[0].revents & POLLOUT)
		outbox_flush(&b->outbox);
	if (b->polled[0].revents & (POLLIN | POLLHUP | POLLERR))
		read_questions(b);
	end_late_lookups(b);
	return 0;
}

static void broker_init(struct broker *b, struct arena *life)
{
	struct lookup *lookups = arena_array(life, LOOKUPS_MAX, sizeof(*lookups));
	struct waiter *waiters = arena_array(life, WAITERS_MAX, sizeof(*waiters));
	for (size_t i = 0; i + 1 < LOOKUPS_MAX; i++)
		lookups[i].next = &lookups[i + 1];
	for (size_t i = 0; i + 1 < WAITERS_MAX; i++)
		waiters[i].next = &waiters[i + 1];
	b->free_lookups = lookups;
	b->free_waiters = waiters;
	b->reply = arena_create(REPLY_BYTES_MAX);
	b->packet = arena_create(REPLY_BYTES_MAX);
	outbox_init(&b->outbox, life, b->fd, OUTBOX_BYTES);
	if (getrandom(&b->seed, sizeof(b->seed), 0) < 0)
		b->seed = (uint64_t)when_ms();
	b->now_ms = when_ms();
}

int broker_run(int fd, const struct broker_settings *settings, struct err *err_r)
{
	struct arena *life = arena_create(64 << 20);
	struct broker *b = arena_new(life, struct broker);
	b->fd = fd;
	b->timeout_ms = settings->timeout_ms;
	int e = resolver_create(settings, &b->resolver, err_r);
	if (!e)
		e = broker_lock(err_r);
	if (!e) {
		broker_init(b, life);
		b->polled[0].fd = fd;
		b->polled[1] =
			(struct pollfd){ .fd = ub_fd(b->resolver.ctx), .events = POLLIN };
	}
	while (!e && !b->closed)
		e = turn(b, err_r);
	if (b->resolver.ctx)
		resolver_finish(&b->resolver);
	arena_destroy(&b->packet);
	arena_destroy(&b->reply);
	arena_destroy(&life);
	return e;
}
