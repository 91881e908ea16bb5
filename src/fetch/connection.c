/* The way to a mail server, by libcurl: names, TCP, TLS (RFC 8314; STARTTLS of RFC 3501),
 * certificates and the login belong to it (CURLOPT_CONNECT_ONLY); what follows are bytes of
 * ours. Proxies, .netrc and other files of the user are not looked at: the password goes to
 * the host that was named, and nowhere else. */
#include "fetch/connection.h"

#include <curl/curl.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <time.h>

#include "base/must.h"
#include "base/text.h"
#include "fetch/url.h"

struct connection {
	CURL *curl;
	CURLU *url;
	int fd;
};

int64_t connection_now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What each of libcurl's results means for whoever waits. */
static const struct {
	CURLcode code;
	int error;
	const char *sentence;
} FAILURES[] = {
	{ CURLE_LOGIN_DENIED, EACCES, "the server refuses the user or the password" },
	{ CURLE_REMOTE_ACCESS_DENIED, EACCES, "the server refuses the login" },
	{ CURLE_COULDNT_RESOLVE_HOST, EHOSTUNREACH, "the server's name has no address" },
	{ CURLE_COULDNT_CONNECT, EHOSTUNREACH, "the server cannot be reached" },
	{ CURLE_OPERATION_TIMEDOUT, ETIMEDOUT, "the server does not answer in time" },
	{ CURLE_SEND_ERROR, ECONNRESET, "the connection broke" },
	{ CURLE_RECV_ERROR, ECONNRESET, "the connection broke" },
	{ CURLE_GOT_NOTHING, ECONNRESET, "the server closed the connection" },
	{ CURLE_PEER_FAILED_VERIFICATION, EKEYREJECTED,
		"the server's certificate is not one to trust" },
	{ CURLE_SSL_CACERT_BADFILE, ENOENT, "the file of authorities cannot be read" },
	{ CURLE_USE_SSL_FAILED, EPROTO, "the server offers no encryption" },
	{ CURLE_SSL_CONNECT_ERROR, EPROTO, "encryption with the server fails" },
	{ CURLE_OUT_OF_MEMORY, ENOMEM, "memory is short" },
};

static int fail(CURLcode code, struct err *err_r)
{
	for (size_t i = 0; i < sizeof(FAILURES) / sizeof(FAILURES[0]); i++)
		if (FAILURES[i].code == code)
			return err_set(
				err_r, FAILURES[i].error, "%s", FAILURES[i].sentence);
	return err_set(err_r, EPROTO, "talking to the server fails (%s)",
		curl_easy_strerror(code));
}

/* Users are often called by their addresses: each "@" but the last one is the user's. */
static const char *with_coded_at(struct arena *a, struct span url)
{
	struct text t;
	size_t last = span_rfind_byte(url, '@');
	text_init(&t, a, 3 * url.n);
	for (size_t i = 0; i < url.n; i++)
		if (url.p[i] == '@' && i < last)
			text_add_cstr(&t, "%40");
		else
			text_add_byte(&t, url.p[i]);
	return t.p;
}

/* The URL may name scheme, user, host and port, nothing more: no password above all. */
static int take_url(struct arena *a, struct connection *c,
	const struct connection_settings *s, struct err *err_r)
{
	const char *path = NULL, *user = NULL;
	if (curl_url_set(c->url, CURLUPART_URL, with_coded_at(a, span_from_cstr(s->url)),
		    0) == CURLUE_OK) {
		path = url_part(a, c->url, CURLUPART_PATH, 0);
		user = url_part(a, c->url, CURLUPART_USER, CURLU_URLDECODE);
	}
	const char *scheme = url_part(a, c->url, CURLUPART_SCHEME, 0);
	bool is_tls = scheme && strcmp(scheme, "imaps") == 0;
	if (!scheme || !user || !*user || !path || strcmp(path, "/") != 0 ||
		(!is_tls && strcmp(scheme, "imap") != 0) ||
		url_part(a, c->url, CURLUPART_PASSWORD, 0) ||
		url_part(a, c->url, CURLUPART_OPTIONS, 0) ||
		url_part(a, c->url, CURLUPART_QUERY, 0) ||
		url_part(a, c->url, CURLUPART_FRAGMENT, 0))
		return err_set(err_r, EINVAL,
			"the address must read imaps://user@host/ and have no more to "
			"it");
	bool may_be_plain = url_is_loopback(a, c->url);
	curl_url_set(c->url, CURLUPART_USER, NULL, 0);
	curl_easy_setopt(c->curl, CURLOPT_CURLU, c->url);
	curl_easy_setopt(c->curl, CURLOPT_USERNAME, user);
	curl_easy_setopt(c->curl, CURLOPT_USE_SSL,
		(long)(may_be_plain ? CURLUSESSL_TRY : CURLUSESSL_ALL));
	return 0;
}

static void take_settings(struct connection *c, const struct connection_settings *s)
{
	curl_easy_setopt(c->curl, CURLOPT_PASSWORD, s->password);
	curl_easy_setopt(c->curl, CURLOPT_PROTOCOLS_STR, "imap,imaps");
	curl_easy_setopt(c->curl, CURLOPT_PROXY, "");
	curl_easy_setopt(c->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c->curl, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(c->curl, CURLOPT_CONNECTTIMEOUT_MS, (long)s->timeout_ms);
	curl_easy_setopt(c->curl, CURLOPT_TIMEOUT_MS, (long)s->timeout_ms);
	curl_easy_setopt(c->curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(c->curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(c->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (s->ca) {
		curl_easy_setopt(c->curl, CURLOPT_CAINFO, s->ca);
		curl_easy_setopt(c->curl, CURLOPT_CAPATH, NULL);
	}
}

int connection_open(struct arena *a, const struct connection_settings *settings,
	struct connection **c_r, struct err *err_r)
{
	curl_socket_t fd = CURL_SOCKET_BAD;
	struct connection *c = arena_new(a, struct connection);
	*c_r = c;
	c->url = curl_url();
	c->curl = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? curl_easy_init()
								    : NULL;
	if (!c->curl || !c->url)
		return fail(CURLE_OUT_OF_MEMORY, err_r);
	int e = take_url(a, c, settings, err_r);
	if (e)
		return e;
	take_settings(c, settings);
	CURLcode code = curl_easy_perform(c->curl);
	if (code == CURLE_OK)
		code = curl_easy_getinfo(c->curl, CURLINFO_ACTIVESOCKET, &fd);
	if (code != CURLE_OK)
		return fail(code, err_r);
	c->fd = fd;
	return fd == CURL_SOCKET_BAD ? fail(CURLE_GOT_NOTHING, err_r) : 0;
}

/* Until the socket may have something, or the deadline has passed. */
static int wait_for(
	struct connection *c, short events, int64_t deadline_ms, struct err *err_r)
{
	struct pollfd p = { .fd = c->fd, .events = events };
	int64_t left = deadline_ms - connection_now_ms();
	int n = left > 0 ? poll(&p, 1, left < INT32_MAX ? (int)left : INT32_MAX) : 0;
	if (n < 0 && errno != EINTR)
		return err_set(err_r, errno, "waiting for the server fails");
	return n == 0 ? fail(CURLE_OPERATION_TIMEDOUT, err_r) : 0;
}

int connection_send(
	struct connection *c, struct span bytes, int64_t deadline_ms, struct err *err_r)
{
	while (bytes.n) {
		size_t n = 0;
		CURLcode code = curl_easy_send(c->curl, bytes.p, bytes.n, &n);
		if (code != CURLE_OK && code != CURLE_AGAIN)
			return fail(code, err_r);
		bytes = span_skip(bytes, n);
		int e = code == CURLE_AGAIN ? wait_for(c, POLLOUT, deadline_ms, err_r)
					    : 0;
		if (e)
			return e;
	}
	return 0;
}

ssize_t connection_receive(struct connection *c, void *to, size_t room,
	int64_t deadline_ms, struct err *err_r)
{
	must(room > 0);
	/* Asked before reading too: a server that never stops must not outlast it. */
	if (connection_now_ms() >= deadline_ms)
		return fail(CURLE_OPERATION_TIMEDOUT, err_r);
	for (;;) {
		size_t n = 0;
		CURLcode code = curl_easy_recv(c->curl, to, room, &n);
		if (code == CURLE_OK && n == 0)
			return fail(CURLE_GOT_NOTHING, err_r);
		if (code == CURLE_OK)
			return (ssize_t)n;
		int e = code == CURLE_AGAIN ? wait_for(c, POLLIN, deadline_ms, err_r)
					    : fail(code, err_r);
		if (e)
			return e;
	}
}

void connection_close(struct connection **c)
{
	if (!*c)
		return;
	curl_easy_cleanup((*c)->curl);
	curl_url_cleanup((*c)->url);
	*c = NULL;
}
