/* Settings to a validating resolver with a cache: libunbound, forwarding or iterating.
 *
 * DNSSEC. The anchors are, in this order: the file that was named; the distribution's; the
 * two root keys below. An iterating resolver holds servers to them strictly. When
 * forwarding, `harden-dnssec-stripped` is off: a forwarder that gives no DNSKEY at all for
 * an anchor (home routers, container networks) makes everything below it insecure instead
 * of bogus. What is signed and wrong is bogus all the same. The price: whoever controls the
 * way to the forwarder can turn "proved" and "bogus" into "insecure", but can never make
 * anything look proved. `val-permissive-mode` would have hidden every bogus answer.
 *
 * /etc/hosts is not read: names in letters mean what the world says they mean. */
#include "ask/resolver.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <unbound.h>
#include <unistd.h>

#include "base/num.h"

enum { FORWARDERS_MAX = 3, FILE_BYTES_MAX = 64 * 1024, LINE_BYTES_MAX = 1024 };

enum when { ALWAYS, FORWARDING, ITERATING };

/* In library use libunbound is set for a handful of look-ups: 16 ports, 1 MB of cache. */
static const struct {
	enum when when;
	const char *name, *value;
} options[] = {
	{ ALWAYS, "outgoing-range:", "4096" }, /* questions on the wire at once */
	{ ALWAYS, "outgoing-num-tcp:", "32" },
	{ ALWAYS, "num-queries-per-thread:", "4096" },
	{ ALWAYS, "msg-cache-size:", "16m" },
	{ ALWAYS, "rrset-cache-size:", "32m" },
	{ ALWAYS, "key-cache-size:", "4m" },
	{ ALWAYS, "infra-cache-numhosts:", "10000" },
	{ ALWAYS, "rrset-roundrobin:", "no" }, /* the same letter, the same report */
	{ ALWAYS, "cache-min-ttl:", "5" }, /* announced with a TTL of 0, then asked for */
	{ ALWAYS, "use-syslog:", "no" },
	{ ALWAYS, "local-zone:", "test. transparent" },
	{ FORWARDING, "do-not-query-localhost:", "no" },
	{ FORWARDING, "harden-dnssec-stripped:", "no" },
	{ FORWARDING, "infra-keep-probing:", "yes" }, /* it may come back any second */
	/* The network's own resolver knows its own private addresses; nobody else does. */
	{ FORWARDING, "unblock-lan-zones:", "yes" },
	{ FORWARDING, "insecure-lan-zones:", "yes" },
	{ ITERATING, "harden-dnssec-stripped:", "yes" },
};

static const char *const anchor_files[] = { "/usr/share/dns/root.key",
	"/var/lib/unbound/root.key" };

/* https://data.iana.org/root-anchors/root-anchors.xml: KSK-2017 and KSK-2024. */
static const char *const root_anchors[] = {
	". IN DS 20326 8 2 "
	"E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D",
	". IN DS 38696 8 2 "
	"683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16",
};

static int set_options(struct resolver *r, struct err *err_r)
{
	enum when other = r->forwards ? ITERATING : FORWARDING;
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		if (options[i].when == other)
			continue;
		int e = ub_ctx_set_option(r->ctx, options[i].name, options[i].value);
		if (e)
			return err_set(err_r, EINVAL, "libunbound refuses %s %s (%s)",
				options[i].name, options[i].value, ub_strerror(e));
	}
	return 0;
}

/* The file's bytes in `buf`, cut to whole lines when there are too many. 0 or -errno. */
static int read_file(const char *path, char *buf, size_t size, struct span *bytes_r)
{
	FILE *f = fopen(path, "re");
	if (!f)
		return -errno;
	size_t n = fread(buf, 1, size, f);
	int e = ferror(f) ? -EIO : 0;
	fclose(f);
	while (n == size && n > 0 && buf[n - 1] != '\n')
		n = --size;
	*bytes_r = span_of(buf, n);
	return e;
}

static void line_to_cstr(struct span line, char *buf)
{
	line = span_take(line, LINE_BYTES_MAX - 1);
	memcpy(buf, line.p, line.n);
	buf[line.n] = '\0';
}

/* Lines of DS and DNSKEY records; also what unbound-anchor writes, with ";;" remarks. */
static int add_anchor_file(struct resolver *r, const char *path, struct err *err_r)
{
	static char buf[FILE_BYTES_MAX];
	char record[LINE_BYTES_MAX];
	struct span rest = { NULL, 0 }, line;
	unsigned anchors = 0;
	int e = read_file(path, buf, sizeof(buf), &rest);
	if (e)
		return err_set(err_r, -e, "cannot read the trust anchor %s", path);
	while (rest.n > 0) {
		line = span_line(&rest);
		line = span_trim(span_take(line, span_find_byte(line, ';')));
		if (line.n == 0 || line.n >= sizeof(record) || line.p[0] == '$')
			continue;
		line_to_cstr(line, record);
		if (ub_ctx_add_ta(r->ctx, record))
			return err_set(
				err_r, EINVAL, "%s holds no DS or DNSKEY record", path);
		anchors++;
	}
	return anchors ? 0 : err_set(err_r, EINVAL, "%s holds no trust anchor", path);
}

static int add_anchors(struct resolver *r, const char *path, struct err *err_r)
{
	if (path)
		return add_anchor_file(r, path, err_r);
	for (size_t i = 0; i < sizeof(anchor_files) / sizeof(anchor_files[0]); i++)
		if (add_anchor_file(r, anchor_files[i], NULL) == 0)
			return 0;
	for (size_t i = 0; i < sizeof(root_anchors) / sizeof(root_anchors[0]); i++)
		if (ub_ctx_add_ta(r->ctx, root_anchors[i]))
			return err_set(
				err_r, EINVAL, "libunbound refuses the root's keys");
	return 0;
}

static bool to_socket_address(struct resolver *r, struct span host, struct span port)
{
	char host_text[LINE_BYTES_MAX], port_text[LINE_BYTES_MAX];
	struct addrinfo *found, hints = { .ai_socktype = SOCK_DGRAM,
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV };
	line_to_cstr(host, host_text);
	line_to_cstr(port, port_text);
	if (getaddrinfo(host_text, port_text, &hints, &found))
		return false;
	memcpy(&r->first, found->ai_addr, found->ai_addrlen);
	r->first_bytes = found->ai_addrlen;
	freeaddrinfo(found);
	return true;
}

/* "ADDRESS" or "ADDRESS@PORT". */
static int add_forwarder(struct resolver *r, struct span text, struct err *err_r)
{
	char buf[LINE_BYTES_MAX];
	uint64_t number = 53;
	struct resolver probe = { 0 };
	struct span port = text, host = span_split(&port, '@');
	line_to_cstr(text, buf);
	if (port.p && (!num_parse(port, UINT16_MAX, &number) || number == 0))
		return err_set(err_r, EINVAL, "no port number in the resolver %s", buf);
	if (!to_socket_address(&probe, host, port.p ? port : SPAN("53")) ||
		ub_ctx_set_fwd(r->ctx, buf))
		return err_set(err_r, EINVAL, "the resolver %s is no address", buf);
	if (!r->first_bytes) {
		r->first = probe.first;
		r->first_bytes = probe.first_bytes;
	}
	return 0;
}

/* resolv.conf(5): the first three; without any, the name server of this machine. */
static int add_system_forwarders(struct resolver *r, struct err *err_r)
{
	static char buf[FILE_BYTES_MAX];
	struct span rest = { 0 };
	unsigned count = 0;
	read_file("/etc/resolv.conf", buf, sizeof(buf), &rest);
	while (rest.n > 0 && count < FORWARDERS_MAX) {
		struct span line = span_trim(span_line(&rest));
		if (!span_starts_with(line, SPAN("nameserver")))
			continue;
		line = span_trim(span_skip(line, sizeof("nameserver") - 1));
		line = span_take(line, span_find_byte(line, ' '));
		count += add_forwarder(r, span_take(line, span_find_byte(line, '\t')),
				 NULL) == 0;
	}
	return count ? 0 : add_forwarder(r, SPAN("127.0.0.1"), err_r);
}

static int add_forwarders(struct resolver *r, const char *text, struct err *err_r)
{
	if (!r->forwards)
		return 0;
	return text ? add_forwarder(r, span_from_cstr(text), err_r)
		    : add_system_forwarders(r, err_r);
}

int resolver_create(const struct broker_settings *settings, struct resolver *resolver_r,
	struct err *err_r)
{
	struct resolver r = { .ctx = ub_ctx_create() };
	if (!r.ctx)
		return err_set(err_r, ENOMEM, "libunbound cannot start");
	r.forwards = !settings->resolver || strcmp(settings->resolver, "root") != 0;
	ub_ctx_debuglevel(r.ctx, 0);
	ub_ctx_async(r.ctx, 1);
	int e = set_options(&r, err_r);
	if (!e)
		e = add_forwarders(&r, settings->resolver, err_r);
	if (!e)
		e = add_anchors(&r, settings->trust_anchor, err_r);
	if (e)
		resolver_finish(&r);
	*resolver_r = r;
	return e;
}

void resolver_finish(struct resolver *resolver)
{
	ub_ctx_delete(resolver->ctx);
	resolver->ctx = NULL;
}
