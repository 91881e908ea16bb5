/* assay-rdap: tells when domains were registered. It reads questions (ask/message.h) from descriptor
 * 3, a SOCK_SEQPACKET socket, asks the user's RDAP service for each domain, and answers with a day
 * or a status, until the socket is closed:
 *
 *	assay-rdap [--timeout-ms=N] URL		https://rdap.example/ and "domain/NAME" is asked
 *
 * Started by assay, which decides who is asked about: it has no letter. The service may send it on
 * to the registry's own (RFC 7480 section 5.2), over TLS. What was answered is kept for an
 * hour. Look-ups past LOOKUPS_MAX are answered SERVFAIL at once; what is not such a question is
 * dropped.
 *
 *	200 with a day	OK			404		NXDOMAIN
 *	200 without	NODATA			anything else	SERVFAIL, TIMEOUT
 *
 * RFC 7480 (HTTP usage), RFC 9082 section 3.1.3 (the path), RFC 9083 (the answer). */
#include <curl/curl.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "ask/message.h"
#include "base/num.h"
#include "base/when.h"
#include "fetch/lock.h"
#include "fetch/url.h"
#include "parse/rdap.h"

enum {
	SOCKET_FD = 3,
	TIMEOUT_MS = 5000,
	TIMEOUT_MS_MAX = 60000,
	LOOKUPS_MAX = 64,    /* in flight or in line */
	CONNECTIONS_MAX = 8, /* a registry slows down whoever opens many */
	WAITERS_MAX = 1024,  /* as many as assay's jobs: each has one open question */
	REDIRECTS_MAX = 5,
	ANSWER_MAX = 512 << 10, /* honest ones have 5 to 20 kB */
	QUESTION_BYTES_MAX = 512,
	NAME_BYTES_MAX = 253,
	KEPT_MAX = 4096,
	KEPT_MS = 3600 * 1000,
};

struct lookup {
	CURL *curl; /* NULL: free */
	struct arena *arena;
	struct text answer;
	char name[NAME_BYTES_MAX + 1]; /* lower case */
};

struct waiter {
	struct lookup *lookup; /* NULL: free */
	uint32_t id;
};

/* What a registry told, in the place that its name's hash chooses. */
struct kept {
	char name[NAME_BYTES_MAX + 1];
	enum dns_status status;
	unsigned char day[WHEN_DAY_BYTES];
	int64_t until_ms;
};

struct rdap {
	struct arena *arena, *packet; /* the second is of one answer */
	const char *base;	      /* ends in "/" */
	bool plain;		      /* http, to this machine */
	long timeout_ms;
	CURLM *multi;
	struct curl_slist *headers;
	struct lookup lookups[LOOKUPS_MAX];
	struct waiter waiters[WAITERS_MAX];
	struct kept kept[KEPT_MAX];
	bool closed;
};

/* ---- answers */

static void answer(struct rdap *r, uint32_t id, enum dns_status status, struct span day)
{
	enum { ANSWER_BYTES_MAX = 64 };
	struct dns_record record = { .data = day };
	struct dns_answer a = {
		.status = status, .count = status == DNS_OK, .records = &record
	};
	struct text t;
	text_init(&t, r->packet, ANSWER_BYTES_MAX);
	answer_write(&t, id, &a);
	/* No room: the reader has not read for long, and knows when to stop waiting. */
	(void)!send(SOCKET_FD, t.p, t.n, MSG_NOSIGNAL | MSG_DONTWAIT);
	arena_reset(r->packet);
}

static struct kept *kept_place(struct rdap *r, const char *name)
{
	uint64_t h = 0;
	for (const char *p = name; *p; p++)
		h = (h ^ (unsigned char)*p) * 0x9E3779B97F4A7C15u;
	return &r->kept[(h >> 40) % KEPT_MAX];
}

static void keep(
	struct rdap *r, const char *name, enum dns_status status, struct span day)
{
	struct kept *k = kept_place(r, name);
	*k = (struct kept){ .status = status, .until_ms = when_ms() + KEPT_MS };
	memcpy(k->name, name, strlen(name) + 1);
	if (day.n == sizeof(k->day))
		memcpy(k->day, day.p, day.n);
}

/* ---- one look-up */

static size_t take_bytes(char *bytes, size_t size, size_t count, void *lookup)
{
	struct text *t = &((struct lookup *)lookup)->answer;
	text_add(t, span_of(bytes, size * count));
	return t->cut ? 0 : size * count;
}

static enum dns_status status_of(
	struct lookup *l, CURLcode code, long http, struct span *day_r)
{
	*day_r = SPAN("");
	if (code == CURLE_OPERATION_TIMEDOUT)
		return DNS_TIMEOUT;
	if (code == CURLE_OK && http == 404)
		return DNS_NXDOMAIN;
	if (code != CURLE_OK || http != 200)
		return DNS_SERVFAIL;
	switch (rdap_registered(
		l->arena, text_span(&l->answer), span_from_cstr(l->name), day_r)) {
	case RDAP_TOLD: return DNS_OK;
	case RDAP_UNTOLD: return DNS_NODATA;
	case RDAP_OTHER: break;
	}
	return DNS_SERVFAIL;
}

static void lookup_free(struct rdap *r, struct lookup *l)
{
	curl_multi_remove_handle(r->multi, l->curl);
	curl_easy_cleanup(l->curl);
	arena_destroy(&l->arena);
	l->curl = NULL;
}

/* Answers everyone who waits, keeps what is a fact, and forgets the look-up. */
static void lookup_finish(struct rdap *r, struct lookup *l, CURLcode code)
{
	long http = 0;
	struct span day;
	curl_easy_getinfo(l->curl, CURLINFO_RESPONSE_CODE, &http);
	enum dns_status status = status_of(l, code, http, &day);
	for (size_t i = 0; i < WAITERS_MAX; i++) {
		if (r->waiters[i].lookup != l)
			continue;
		answer(r, r->waiters[i].id, status, day);
		r->waiters[i].lookup = NULL;
	}
	if (dns_is_answer(status))
		keep(r, l->name, status, day);
	lookup_free(r, l);
}

static bool prepare(struct rdap *r, struct lookup *l)
{
	const char *schemes = r->plain ? "http,https" : "https";
	const char *url = arena_printf(l->arena, "%sdomain/%s", r->base, l->name);
	return curl_easy_setopt(l->curl, CURLOPT_URL, url) == CURLE_OK &&
	       curl_easy_setopt(l->curl, CURLOPT_HTTPHEADER, r->headers) == CURLE_OK &&
	       curl_easy_setopt(l->curl, CURLOPT_PROTOCOLS_STR, schemes) == CURLE_OK &&
	       curl_easy_setopt(l->curl, CURLOPT_REDIR_PROTOCOLS_STR, schemes) ==
		       CURLE_OK &&
	       curl_easy_setopt(l->curl, CURLOPT_FOLLOWLOCATION, 1L) == CURLE_OK &&
	       curl_easy_setopt(l->curl, CURLOPT_MAXREDIRS, (long)REDIRECTS_MAX) ==
		       CURLE_OK &&
	       curl_easy_setopt(l->curl, CURLOPT_PROXY, "") == CURLE_OK &&
	       curl_easy_setopt(l->curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	       curl_easy_setopt(l->curl, CURLOPT_TIMEOUT_MS, r->timeout_ms) == CURLE_OK &&
	       curl_easy_setopt(l->curl, CURLOPT_WRITEFUNCTION, take_bytes) == CURLE_OK &&
	       curl_easy_setopt(l->curl, CURLOPT_WRITEDATA, l) == CURLE_OK &&
	       curl_easy_setopt(l->curl, CURLOPT_PRIVATE, l) == CURLE_OK;
}

/* NULL when no more can be in flight. */
static struct lookup *lookup_start(struct rdap *r, const char *name)
{
	struct lookup *l = r->lookups, *end = r->lookups + LOOKUPS_MAX;
	while (l < end && l->curl)
		l++;
	if (l == end || !(l->curl = curl_easy_init()))
		return NULL;
	l->arena = arena_create(4 * ANSWER_MAX);
	text_init(&l->answer, l->arena, ANSWER_MAX);
	memcpy(l->name, name, strlen(name) + 1);
	if (prepare(r, l) && curl_multi_add_handle(r->multi, l->curl) == CURLM_OK)
		return l;
	lookup_free(r, l);
	return NULL;
}

static struct lookup *lookup_find(struct rdap *r, const char *name)
{
	for (size_t i = 0; i < LOOKUPS_MAX; i++)
		if (r->lookups[i].curl && strcmp(r->lookups[i].name, name) == 0)
			return &r->lookups[i];
	return NULL;
}

static bool lookup_join(struct rdap *r, struct lookup *l, uint32_t id)
{
	for (size_t i = 0; i < WAITERS_MAX; i++) {
		if (r->waiters[i].lookup)
			continue;
		r->waiters[i] = (struct waiter){ l, id };
		return true;
	}
	return false;
}

/* ---- questions */

/* Letters, digits and hyphens in at least two labels: it is written into an address as it is. */
static bool take_name(struct span name, char name_r[NAME_BYTES_MAX + 1])
{
	bool dotted = false;
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = ascii_lower(name.p[i]);
		if (!ascii_is_alnum(c) && c != '-' && c != '.')
			return false;
		dotted |= c == '.';
		name_r[i] = (char)c;
	}
	name_r[name.n] = '\0';
	return dotted && !dns_name_is_local(name);
}

static void take_question(struct rdap *r, const struct question *q)
{
	char name[NAME_BYTES_MAX + 1];
	if (q->type != DNS_REGISTERED || q->soon)
		return;
	if (!take_name(q->name, name)) {
		answer(r, q->id, DNS_NXDOMAIN, SPAN(""));
		return;
	}
	const struct kept *k = kept_place(r, name);
	if (strcmp(k->name, name) == 0 && when_ms() < k->until_ms) {
		answer(r, q->id, k->status, span_of(k->day, sizeof(k->day)));
		return;
	}
	struct lookup *l = lookup_find(r, name);
	if (!l)
		l = lookup_start(r, name);
	if (!l || !lookup_join(r, l, q->id))
		answer(r, q->id, DNS_SERVFAIL, SPAN(""));
}

static void read_questions(struct rdap *r)
{
	unsigned char bytes[QUESTION_BYTES_MAX];
	struct question q;
	for (;;) {
		ssize_t n =
			recv(SOCKET_FD, bytes, sizeof(bytes), MSG_DONTWAIT | MSG_TRUNC);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		/* Nobody who asks sends an empty packet. */
		if (n <= 0) {
			r->closed = true;
			return;
		}
		if ((size_t)n <= sizeof(bytes) &&
			question_read(span_of(bytes, (size_t)n), &q))
			take_question(r, &q);
	}
}

static void read_results(struct rdap *r)
{
	int left;
	for (CURLMsg *m; (m = curl_multi_info_read(r->multi, &left));) {
		struct lookup *l = NULL;
		if (m->msg != CURLMSG_DONE)
			continue;
		CURLcode code = m->data.result;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&l);
		lookup_finish(r, l, code);
	}
}

/* The time is libcurl's to shorten: it knows when something of its own is due. */
static int serve(struct rdap *r, struct err *err_r)
{
	while (!r->closed) {
		struct curl_waitfd front = { .fd = SOCKET_FD,
			.events = CURL_WAIT_POLLIN };
		int running;
		if (curl_multi_poll(r->multi, &front, 1, TIMEOUT_MS_MAX, NULL) !=
			CURLM_OK)
			return err_set(err_r, EIO, "cannot wait");
		if (front.revents)
			read_questions(r);
		if (curl_multi_perform(r->multi, &running) != CURLM_OK)
			return err_set(err_r, EIO, "the transfers broke off");
		read_results(r);
	}
	return 0;
}

/* ---- the program */

/* http to this machine alone; a base path is closed by "/". */
static int take_url(struct rdap *r, const char *text, struct err *err_r)
{
	CURLU *url = curl_url();
	int e = 0;
	if (!url)
		return err_set(err_r, ENOMEM, "memory is short");
	if (curl_url_set(url, CURLUPART_URL, text, 0) != CURLUE_OK)
		e = err_set(err_r, EINVAL, "%s is no address", text);
	const char *scheme = e ? NULL : url_part(r->arena, url, CURLUPART_SCHEME, 0);
	r->plain = scheme && strcmp(scheme, "http") == 0;
	if (!e && !r->plain && (!scheme || strcmp(scheme, "https") != 0))
		e = err_set(err_r, EINVAL, "the address must read https://host/path");
	if (!e && r->plain && !url_is_loopback(r->arena, url))
		e = err_set(err_r, EINVAL,
			"http without encryption goes to a service on this machine only");
	if (!e && (url_part(r->arena, url, CURLUPART_USER, 0) ||
			  url_part(r->arena, url, CURLUPART_QUERY, 0) ||
			  url_part(r->arena, url, CURLUPART_FRAGMENT, 0)))
		e = err_set(err_r, EINVAL, "the address is a place alone");
	curl_url_cleanup(url);
	bool closed = span_ends_with(span_from_cstr(text), SPAN("/"));
	r->base = arena_printf(r->arena, "%s%s", text, closed ? "" : "/");
	return e;
}

static int start(struct rdap *r, struct err *err_r)
{
	r->multi = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? curl_multi_init()
								     : NULL;
	r->headers = curl_slist_append(NULL, "Accept: application/rdap+json");
	if (!r->multi || !r->headers ||
		curl_multi_setopt(r->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS,
			(long)CONNECTIONS_MAX) != CURLM_OK)
		return err_set(err_r, ENOMEM, "memory is short");
	return fetch_lock_start(err_r);
}

/* The place of the URL in `argv`, or -1. */
static int read_options(struct rdap *r, int argc, char **argv)
{
	static const struct option options[] = {
		{ "timeout-ms", required_argument, NULL, 't' }, { 0 }
	};
	uint64_t ms = TIMEOUT_MS;
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (option != 't' ||
			!num_parse(span_from_cstr(optarg), TIMEOUT_MS_MAX, &ms) ||
			ms == 0)
			return -1;
	r->timeout_ms = (long)ms;
	return argc - optind == 1 ? optind : -1;
}

static void finish(struct rdap *r)
{
	for (size_t i = 0; i < LOOKUPS_MAX; i++)
		if (r->lookups[i].curl)
			lookup_free(r, &r->lookups[i]);
	curl_multi_cleanup(r->multi);
	curl_slist_free_all(r->headers);
	curl_global_cleanup();
}

int main(int argc, char **argv)
{
	static struct rdap r;
	struct err err = { { 0 } };
	int at = read_options(&r, argc, argv);
	if (at < 0) {
		fprintf(stderr, "usage: assay-rdap [--timeout-ms=N] URL\n");
		return 2;
	}
	if (!message_fits_socket(SOCKET_FD)) {
		fprintf(stderr, "assay-rdap: is started by assay, with a socket as "
				"descriptor 3\n");
		return 2;
	}
	r.arena = arena_create(1 << 20);
	r.packet = arena_create(1 << 20);
	int e = take_url(&r, argv[at], &err);
	e = e < 0 ? e : start(&r, &err);
	e = e < 0 ? e : serve(&r, &err);
	finish(&r);
	arena_destroy(&r.packet);
	arena_destroy(&r.arena);
	if (e == 0)
		return 0;
	fprintf(stderr, "assay-rdap: %s\n", err.text);
	return 1;
}
