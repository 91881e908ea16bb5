/* Where links of documents lead, told from their text: Office and PDF write them as URLs
 * (RFC 3986), as file URLs with and without a host (RFC 8089, appendix E.3), as UNC paths
 * and as paths of the machine. Nothing is asked of the network. */
#include "checks/file/where.h"

#include "parse/file/type.h"

static bool is_slash(unsigned char c)
{
	return c == '/' || c == '\\';
}

/* Two slashes of either kind and then a name. */
static bool is_share(struct span s)
{
	return s.n > 2 && is_slash(s.p[0]) && is_slash(s.p[1]) && !is_slash(s.p[2]) &&
	       s.p[2] != '?' && s.p[2] != '.';
}

static bool is_drive(struct span s)
{
	return s.n >= 2 && ascii_is_alpha(s.p[0]) && (s.p[1] == ':' || s.p[1] == '|');
}

/* "mhtml:http://..." and "x-usc:http://..." lead where the inner one does. */
static struct span bare(struct span s)
{
	static const struct span wrappers[] = { { (const unsigned char *)"mhtml:", 6 },
		{ (const unsigned char *)"x-usc:", 6 },
		{ (const unsigned char *)"url:", 4 } };
	s = span_trim(s);
	for (size_t i = 0; i < sizeof(wrappers) / sizeof(*wrappers); i++)
		if (span_starts_with_nocase(s, wrappers[i]))
			s = span_skip(s, wrappers[i].n);
	return s;
}

static bool is_web(struct span s)
{
	return span_starts_with_nocase(s, SPAN("http:")) ||
	       span_starts_with_nocase(s, SPAN("https:")) ||
	       span_starts_with_nocase(s, SPAN("ftp:"));
}

/* Behind "file:": a host makes it a share, unless it is this machine. */
static enum where file_url(struct span s)
{
	size_t slashes = 0;
	while (slashes < s.n && is_slash(s.p[slashes]))
		slashes++;
	struct span name = span_skip(s, slashes);
	if (is_drive(name) || span_starts_with_nocase(name, SPAN("localhost/")) ||
		!name.n)
		return WHERE_LOCAL;
	if (slashes == 2 || slashes >= 4)
		return WHERE_SHARE;
	return slashes == 0 ? WHERE_NEAR : WHERE_LOCAL;
}

enum where where_leads(struct span target)
{
	struct span s = bare(target);
	if (is_web(s))
		return WHERE_WEB;
	if (span_starts_with_nocase(s, SPAN("file:")))
		return file_url(span_skip(s, 5));
	if (is_share(s))
		return WHERE_SHARE;
	if (is_drive(s) || (s.n && is_slash(s.p[0])))
		return WHERE_LOCAL;
	size_t colon = span_find_byte(s, ':');
	size_t slash = span_find_byte(s, '/');
	return colon != SPAN_NONE && colon > 1 && colon < slash ? WHERE_OTHER
								: WHERE_NEAR;
}

struct span where_host(struct span target)
{
	struct span s = bare(target);
	size_t colon = span_find_byte(s, ':');
	if (!is_share(s) && colon != SPAN_NONE)
		s = span_skip(s, colon + 1);
	while (s.n && is_slash(s.p[0]))
		s = span_skip(s, 1);
	size_t end = 0;
	while (end < s.n && !is_slash(s.p[end]) && s.p[end] != '?' && s.p[end] != '#')
		end++;
	s = span_take(s, end);
	size_t user = span_rfind_byte(s, '@');
	if (user != SPAN_NONE && user < s.n && where_leads(target) == WHERE_WEB)
		s = span_skip(s, user + 1);
	/* The port, or the "@SSL@8080" of WebDAV. */
	return span_take(span_take(s, span_find_byte(s, ':')), span_find_byte(s, '@'));
}

bool where_is_download(struct span target)
{
	static const bool counts[FILE_FAMILIES] = { [FAMILY_ARCHIVE] = true,
		[FAMILY_DISK] = true,
		[FAMILY_PROGRAM] = true,
		[FAMILY_SCRIPT] = true,
		[FAMILY_SHORTCUT] = true,
		[FAMILY_HELP] = true };
	struct span s = bare(target), host = where_host(target);
	s = span_take(span_take(s, span_find_byte(s, '#')), span_find_byte(s, '?'));
	/* "http://example.com" has no path: its last label is no extension. */
	if (!host.n || host.p + host.n >= s.p + s.n)
		return false;
	return counts[file_type_family(file_type_of_name(s))];
}

bool where_is_raw_address(struct span target)
{
	struct span host = where_host(target);
	size_t dots = 0;
	if (host.n && host.p[0] == '[')
		return true;
	for (size_t i = 0; i < host.n; i++) {
		if (host.p[i] == '.')
			dots++;
		else if (!ascii_is_digit(host.p[i]))
			return false;
	}
	return host.n && (dots == 3 || dots == 0);
}

bool where_is_shortener(struct span target)
{
	static const char *const hosts[] = { "bit.ly", "bitly.com", "tinyurl.com", "t.ly",
		"is.gd", "v.gd", "ow.ly", "rb.gy", "cutt.ly", "shorturl.at", "rebrand.ly",
		"s.id", "t.co", "goo.su", "tiny.cc", "lnkd.in", "buff.ly", "qrco.de" };
	struct span host = where_host(target);
	if (span_starts_with_nocase(host, SPAN("www.")))
		host = span_skip(host, 4);
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++)
		if (span_equal_nocase(host, span_from_cstr(hosts[i])))
			return true;
	return false;
}
