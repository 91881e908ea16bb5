#include "parse/link/url.h"

#include "base/num.h"
#include "base/utf8.h"
#include "parse/idn.h"

/* ---- the parts */

/* Tabs and line ends vanish, as do controls and spaces at the ends. */
static struct span cleaned(struct arena *a, struct span s)
{
	while (s.n && s.p[0] <= ' ')
		s = span_skip(s, 1);
	while (s.n && s.p[s.n - 1] <= ' ')
		s.n--;
	s = span_take(s, URL_BYTES_MAX);
	size_t n = 0;
	unsigned char *p = arena_alloc(a, s.n + 1);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\t' && s.p[i] != '\n' && s.p[i] != '\r')
			p[n++] = s.p[i];
	return span_of(p, n);
}

static bool is_slash(unsigned char c)
{
	return c == '/' || c == '\\';
}

/* "https:" at the start, and what stands behind; without one the rest is all. */
static struct span take_scheme(struct arena *a, struct span s, struct span *scheme_r)
{
	size_t n = 0;
	while (n < s.n && (ascii_is_alnum(s.p[n]) || (n && memchr("+-.", s.p[n], 3))))
		n++;
	*scheme_r = SPAN("");
	if (n == 0 || n == s.n || s.p[n] != ':' || !ascii_is_alpha(s.p[0]))
		return s;
	*scheme_r = arena_lower(a, span_take(s, n));
	return span_skip(s, n + 1);
}

struct span url_decode(struct arena *a, struct span s)
{
	unsigned char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		int high = i + 2 < s.n && s.p[i] == '%' ? num_hex_digit(s.p[i + 1]) : -1;
		int low = high >= 0 ? num_hex_digit(s.p[i + 2]) : -1;
		p[n++] = low >= 0 ? (unsigned char)(high << 4 | low) : s.p[i];
		i += low >= 0 ? 2 : 0;
	}
	return span_of(p, n);
}

/* ---- hosts */

/* One number of an IPv4 address: decimal, "0x" and "0"; false where it is none. */
static bool ipv4_number(struct span s, uint64_t *n_r)
{
	if (s.n > 1 && s.p[0] == '0' && ascii_lower(s.p[1]) == 'x') {
		*n_r = 0;
		s = span_skip(s, 2);
		return s.n == 0 || num_parse_hex(s, UINT32_MAX, n_r);
	}
	if (s.n < 2 || s.p[0] != '0')
		return num_parse(s, UINT32_MAX, n_r);
	*n_r = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '7' || *n_r > UINT32_MAX / 8)
			return false;
		*n_r = *n_r * 8 + (s.p[i] - '0');
	}
	return true;
}

/* One to four numbers, the last of which fills what is left (URL Standard, section 3.5). */
static bool read_ipv4(struct span host, struct ip *ip_r)
{
	uint64_t numbers[4], n = 0, value = 0;
	struct span rest = span_without_final_dot(host);
	while (rest.p) {
		if (n == 4 || !ipv4_number(span_split(&rest, '.'), &numbers[n]))
			return false;
		n++;
	}
	for (size_t i = 0; i + 1 < n; i++) {
		if (numbers[i] > 255)
			return false;
		value |= numbers[i] << (24 - 8 * i);
	}
	if (n == 0 || numbers[n - 1] >> (8 * (5 - n)))
		return false;
	value |= numbers[n - 1];
	*ip_r = (struct ip){ .bits = 32 };
	for (unsigned i = 0; i < 4; i++)
		ip_r->bytes[i] = (unsigned char)(value >> (24 - 8 * i));
	return true;
}

static bool read_host(struct arena *a, struct span host, struct url *url)
{
	struct ip plain;
	struct span decoded = url_decode(a, host);
	url->coded_host = decoded.n != host.n;
	if (decoded.n && decoded.p[0] == '[') {
		url->host = decoded;
		return ip_parse(decoded, &url->ip);
	}
	if (!idn_to_ascii(a, decoded, &url->host) || url->host.n == 0)
		return false;
	for (size_t i = 0; i < url->host.n; i++)
		if (url->host.p[i] <= ' ' || memchr("#%/:<>?@[\\]^|", url->host.p[i], 13))
			return false;
	if (read_ipv4(url->host, &url->ip))
		url->odd_ip = !ip_parse(url->host, &plain);
	return true;
}

static bool is_ours(struct span scheme)
{
	return span_equal(scheme, SPAN("http")) || span_equal(scheme, SPAN("https")) ||
	       span_equal(scheme, SPAN("ftp"));
}

bool url_split(struct arena *a, struct span text, struct url *url_r)
{
	struct url url = { .text = cleaned(a, text) };
	struct span rest = take_scheme(a, url.text, &url.scheme);
	size_t slashes = 0, end = 0, odd = 0;
	if (!url.scheme.n && span_starts_with_nocase(rest, SPAN("www.")))
		url.scheme = SPAN("http");
	else if (!url.scheme.n &&
		 (rest.n < 2 || !is_slash(rest.p[0]) || !is_slash(rest.p[1])))
		return false;
	if (!url.scheme.n)
		url.scheme = SPAN("http");
	if (!is_ours(url.scheme))
		return false;
	while (slashes < rest.n && is_slash(rest.p[slashes]))
		odd += rest.p[slashes++] == '\\';
	url.slashes_odd = odd || (slashes != 2 && rest.p != url.text.p);
	rest = span_skip(rest, slashes);
	while (end < rest.n && !is_slash(rest.p[end]) && rest.p[end] != '?' &&
		rest.p[end] != '#')
		end++;
	struct span authority = span_take(rest, end), port = SPAN("");
	url.path = span_skip(rest, end);
	size_t at = span_rfind_byte(authority, '@');
	if (at != SPAN_NONE) {
		url.user = span_take(authority, at);
		authority = span_skip(authority, at + 1);
	}
	size_t colon = span_rfind_byte(authority, ':');
	if (colon != SPAN_NONE &&
		span_find_byte(span_skip(authority, colon), ']') == SPAN_NONE) {
		port = span_skip(authority, colon + 1);
		authority = span_take(authority, colon);
	}
	uint64_t number = 0;
	if ((port.n && !num_parse(port, 65535, &number)) ||
		!read_host(a, authority, &url))
		return false;
	url.port = (unsigned)number;
	*url_r = url;
	return true;
}

struct span url_query(struct arena *a, const struct url *url, struct span name)
{
	size_t at = span_find_byte(url->path, '?');
	struct span rest = span_skip(url->path, at == SPAN_NONE ? url->path.n : at + 1);
	rest = span_take(rest, span_find_byte(rest, '#'));
	while (rest.p && rest.n) {
		struct span value = span_split(&rest, '&'), key = span_split(&value, '=');
		if (span_starts_with(key, SPAN("amp;"))) /* twice escaped */
			key = span_skip(key, 4);
		if (span_equal_nocase(key, name) && value.p)
			return url_decode(a, value);
	}
	return SPAN("");
}

/* ---- in plain text */

static bool is_sentence_end(unsigned char c)
{
	return memchr(".,;:!?'\"*_~)]}", c, 14) != NULL;
}

/* A closing bracket belongs to the link where it closes one in it. */
static bool closes_own(struct span s, unsigned char close)
{
	unsigned char open = close == ')'   ? '('
			     : close == ']' ? '['
			     : close == '}' ? '{'
					    : 0;
	size_t opened = 0, closed = 0;
	for (size_t i = 0; open && i < s.n; i++) {
		opened += s.p[i] == open;
		closed += s.p[i] == close;
	}
	return open && opened >= closed;
}

size_t url_end_in_text(struct span text)
{
	struct span rest = text;
	while (rest.n && (size_t)(rest.p - text.p) < URL_BYTES_MAX) {
		struct span before = rest;
		uint32_t c;
		utf8_next(&rest, &c);
		/* Scripts that are written without spaces do not go on in a link. */
		if (c <= ' ' || c == '<' || c == '>' || c == '"' || c == '`' ||
			c == 0x7F || c == 0xA0 || (c >= 0x2000 && c < 0x2070) ||
			c >= 0x3000) {
			rest = before;
			break;
		}
	}
	size_t n = (size_t)(rest.p - text.p);
	while (n && is_sentence_end(text.p[n - 1]) &&
		!closes_own(span_take(text, n), text.p[n - 1]))
		n--;
	return n;
}

/* Where a link can begin at that byte; how long its head is, or 0. */
static size_t head_at(struct span text, size_t i)
{
	static const struct span heads[] = { { (const unsigned char *)"http://", 7 },
		{ (const unsigned char *)"https://", 8 },
		{ (const unsigned char *)"www.", 4 } };
	unsigned char before = i ? text.p[i - 1] : ' ';
	bool inside = ascii_is_alnum(before);
	bool in_host = inside || before == '.' || before == '-' || before == '@';
	if (inside || (in_host && ascii_lower(text.p[i]) == 'w'))
		return 0;
	for (size_t k = 0; k < sizeof(heads) / sizeof(*heads); k++)
		if (span_starts_with_nocase(span_skip(text, i), heads[k]))
			return heads[k].n;
	return 0;
}

bool url_next_in_text(struct span *rest, struct span *link_r)
{
	for (size_t i = 0; i < rest->n; i++) {
		unsigned char c = ascii_lower(rest->p[i]);
		size_t head = c == 'h' || c == 'w' ? head_at(*rest, i) : 0;
		if (!head)
			continue;
		struct span from = span_skip(*rest, i);
		size_t n = url_end_in_text(from);
		*rest = span_skip(from, n > head ? n : head);
		*link_r = span_take(from, n);
		if (n > head)
			return true;
		i = SIZE_MAX; /* begins anew behind the head */
	}
	return false;
}
