/* The rows below are what the services publish of their forms, or what their links show:
 * Microsoft's Safe Links, Proofpoint's URL Defense 1 to 3 (their decoder is published), search
 * engines and sites with a page before they let go of a reader. */
#include "parse/link/unwrap.h"

#include "base/codec.h"
#include "parse/suffix.h"

enum form {
	FORM_PLAIN,	/* a parameter, percent-coded */
	FORM_DEFENSE_2, /* "-" for "%", "_" for "/" */
	FORM_DEFENSE_3, /* /v3/__TARGET__;REPLACED!... */
	FORM_BASE64,	/* a parameter, base64 with either alphabet */
	FORM_BING,	/* the same behind "a1" */
	FORM_PATH,	/* the target stands in the path, percent-coded or not */
	FORM_AMP,	/* /c/s/host/path */
	FORM_OPAQUE,
};

static const struct row {
	const char *by;
	const char *host; /* itself or, with a dot before it, all below it too */
	const char *path; /* how the path begins */
	const char *parameter;
	enum form form;
} rows[] = {
	{ "Microsoft Safe Links", ".safelinks.protection.outlook.com", "", "url",
		FORM_PLAIN },
	{ "Microsoft Safe Links", ".safelinks.protection.office365.us", "", "url",
		FORM_PLAIN },
	{ "Proofpoint", "urldefense.proofpoint.com", "/v1/", "u", FORM_PLAIN },
	{ "Proofpoint", "urldefense.proofpoint.com", "/v2/", "u", FORM_DEFENSE_2 },
	{ "Proofpoint", "urldefense.com", "/v3/", "", FORM_DEFENSE_3 },
	{ "Proofpoint", "urldefense.us", "/v3/", "", FORM_DEFENSE_3 },
	{ "Barracuda", ".cudasvc.com", "/url", "a", FORM_PLAIN },
	{ "Cisco", ".secure-web.cisco.com", "", "", FORM_PATH },
	{ "Symantec", "clicktime.symantec.com", "", "u", FORM_PLAIN },
	{ "Sophos", ".protection.sophos.com", "", "u", FORM_BASE64 },
	{ "Trend Micro", ".trendmicro.com", "", "url", FORM_PLAIN },
	{ "Mimecast", ".mimecast.com", "/s/", "", FORM_OPAQUE },
	{ "Mimecast", ".mimecastprotect.com", "", "", FORM_OPAQUE },
	{ "Google", ".google.com", "/url", "q", FORM_PLAIN },
	{ "Google", ".google.com", "/url", "url", FORM_PLAIN },
	{ "Google", ".google.com", "/amp/", "", FORM_AMP },
	{ "Google", ".googleadservices.com", "/pagead/aclk", "adurl", FORM_PLAIN },
	{ "Google", ".g.doubleclick.net", "", "adurl", FORM_PLAIN },
	{ "Google", ".cdn.ampproject.org", "/", "", FORM_AMP },
	{ "YouTube", ".youtube.com", "/redirect", "q", FORM_PLAIN },
	{ "Facebook", ".facebook.com", "/l.php", "u", FORM_PLAIN },
	{ "Instagram", "l.instagram.com", "/", "u", FORM_PLAIN },
	{ "Messenger", "l.messenger.com", "/l.php", "u", FORM_PLAIN },
	{ "LinkedIn", ".linkedin.com", "/redir/", "url", FORM_PLAIN },
	{ "LinkedIn", ".linkedin.com", "/safety/go", "url", FORM_PLAIN },
	{ "Bing", ".bing.com", "/ck/a", "u", FORM_BING },
	{ "Yahoo", "r.search.yahoo.com", "/", "", FORM_PATH },
	{ "DuckDuckGo", ".duckduckgo.com", "/l/", "uddg", FORM_PLAIN },
	{ "Reddit", "out.reddit.com", "", "url", FORM_PLAIN },
	{ "Slack", "slack-redir.net", "/link", "url", FORM_PLAIN },
	{ "Steam", "steamcommunity.com", "/linkfilter", "url", FORM_PLAIN },
	{ "Tumblr", "t.umblr.com", "/redirect", "z", FORM_PLAIN },
	{ "VK", ".vk.com", "/away.php", "to", FORM_PLAIN },
	{ "Amazon SES", ".awstrack.me", "/L0/", "", FORM_PATH },
};

static bool is_host_of(const struct row *row, struct span host)
{
	struct span wanted = span_from_cstr(row->host);
	if (wanted.p[0] != '.')
		return span_equal(host, wanted);
	return span_equal(host, span_skip(wanted, 1)) || span_ends_with(host, wanted);
}

/* ---- the forms */

static struct span defense_2(struct arena *a, struct span value)
{
	unsigned char *p = (unsigned char *)arena_copy(a, value).p;
	for (size_t i = 0; i < value.n; i++)
		p[i] = p[i] == '-' ? '%' : p[i] == '_' ? '/' : p[i];
	return url_decode(a, span_of(p, value.n));
}

/* A sign of the base64 alphabet for URLs, as a number; runs of "*" are told by it. */
static unsigned run_length(unsigned char c)
{
	static const char signs[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const char *at = c ? strchr(signs, c) : NULL;
	return at ? (unsigned)(at - signs) + 2 : 0;
}

/* "/v3/__TARGET__;Iw!!...": each "*" is the next byte of what stands, in
 * base64, behind the second mark; "**" and a sign are a run of them. */
static struct span defense_3(struct arena *a, struct span path)
{
	size_t start = span_find(path, SPAN("/v3/__"));
	struct span inner = span_skip(path, start == SPAN_NONE ? path.n : start + 6);
	size_t end = span_find(inner, SPAN("__;"));
	if (end == SPAN_NONE)
		return SPAN("");
	struct span coded = span_skip(inner, end + 3);
	coded = span_take(coded, span_find_byte(coded, '!'));
	inner = span_take(inner, end);
	unsigned char *standard = (unsigned char *)arena_copy(a, coded).p;
	for (size_t i = 0; i < coded.n; i++)
		standard[i] = standard[i] == '-'   ? '+'
			      : standard[i] == '_' ? '/'
						   : standard[i];
	struct span bytes = base64_decode(a, span_of(standard, coded.n), NULL);
	struct text t;
	text_init(&t, a, URL_BYTES_MAX);
	for (size_t i = 0; i < inner.n; i++) {
		unsigned n = inner.p[i] == '*' ? 1 : 0;
		if (n && i + 2 < inner.n && inner.p[i + 1] == '*' &&
			run_length(inner.p[i + 2])) {
			n = run_length(inner.p[i + 2]);
			i += 2;
		}
		if (n == 0)
			text_add_byte(&t, inner.p[i]);
		text_add(&t, span_take(bytes, n));
		bytes = span_skip(bytes, n);
	}
	/* A gateway writes "https:/x" for "https://x". */
	struct span s = text_span(&t);
	size_t colon = span_find(s, SPAN(":/"));
	if (colon == SPAN_NONE || span_starts_with(span_skip(s, colon), SPAN("://")))
		return s;
	return span_from_cstr(arena_printf(a, "%.*s://%.*s", (int)colon,
		(const char *)s.p, SPAN_ARG(span_skip(s, colon + 2))));
}

static struct span from_base64(struct arena *a, struct span value)
{
	unsigned char *p = (unsigned char *)arena_copy(a, value).p;
	for (size_t i = 0; i < value.n; i++)
		p[i] = p[i] == '-' ? '+' : p[i] == '_' ? '/' : p[i];
	return base64_decode(a, span_of(p, value.n), NULL);
}

/* What in the path begins as a link, up to the next part where it is percent-coded. */
static struct span from_path(struct arena *a, struct span path)
{
	static const struct span heads[] = { { (const unsigned char *)"http%3a", 7 },
		{ (const unsigned char *)"https%3a", 8 },
		{ (const unsigned char *)"http:", 5 },
		{ (const unsigned char *)"https:", 6 } };
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		size_t at = span_find_nocase(path, heads[i]);
		if (at == SPAN_NONE)
			continue;
		struct span found = span_skip(path, at);
		return url_decode(
			a, i < 2 ? span_take(found, span_find_byte(found, '/')) : found);
	}
	return SPAN("");
}

/* "/c/s/host/path", "/amp/s/host/path": "s" for https. */
static struct span from_amp(struct arena *a, struct span path)
{
	size_t at = span_find(path, SPAN("/s/"));
	struct span rest = span_skip(path, at == SPAN_NONE ? path.n : at + 3);
	size_t slash = span_find_byte(rest, '/');
	if (!suffix_is_known(span_take(rest, slash)))
		return SPAN("");
	return span_from_cstr(arena_printf(a, "https://%.*s", SPAN_ARG(rest)));
}

static struct span undo(struct arena *a, const struct url *url, const struct row *row)
{
	struct span value = url_query(a, url, span_from_cstr(row->parameter));
	switch (row->form) {
	case FORM_PLAIN: return value;
	case FORM_DEFENSE_2: return defense_2(a, value);
	case FORM_DEFENSE_3: return defense_3(a, url->path);
	case FORM_BASE64: return from_base64(a, value);
	case FORM_BING: return from_base64(a, span_skip(value, 2));
	case FORM_PATH: return from_path(a, url->path);
	case FORM_AMP: return from_amp(a, url->path);
	case FORM_OPAQUE: break;
	}
	return SPAN("");
}

enum unwrap url_unwrap(
	struct arena *a, const struct url *url, struct span *target_r, const char **by_r)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *row = &rows[i];
		struct url target;
		if (!is_host_of(row, url->host) ||
			!span_starts_with(url->path, span_from_cstr(row->path)))
			continue;
		*by_r = row->by;
		if (row->form == FORM_OPAQUE)
			return UNWRAP_OPAQUE;
		*target_r = undo(a, url, row);
		if (url_split(a, *target_r, &target))
			return UNWRAP_WITHIN;
	}
	return UNWRAP_NONE;
}

bool url_unwrap_all(struct arena *a, const struct url *url, struct url *last_r,
	unsigned *steps_r, const char **by_r)
{
	*last_r = *url;
	*by_r = NULL;
	for (*steps_r = 0; *steps_r < UNWRAP_STEPS_MAX; ++*steps_r) {
		struct span target;
		enum unwrap how = url_unwrap(a, last_r, &target, by_r);
		if (how != UNWRAP_WITHIN)
			return how == UNWRAP_NONE;
		url_split(a, target, last_r);
	}
	return false;
}

/* ---- any other host */

static bool is_redirect_path(struct span path)
{
	static const struct span words[] = { SPAN("redirect"), SPAN("redir"), SPAN("url"),
		SPAN("out"), SPAN("away"), SPAN("goto"), SPAN("go"), SPAN("click"),
		SPAN("track"), SPAN("link"), SPAN("leave"), SPAN("exit"), SPAN("r"),
		SPAN("l") };
	path = span_take(path, span_find_either(path, '?', '#'));
	while (path.p) {
		struct span part = span_split(&path, '/');
		part = span_take(part, span_find_byte(part, '.')); /* "redirect.php" */
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
			if (span_equal_nocase(part, words[i]))
				return true;
	}
	return false;
}

bool url_redirect_target(struct arena *a, const struct url *url, struct span *target_r)
{
	static const struct span names[] = { SPAN("url"), SPAN("u"), SPAN("q"),
		SPAN("target"), SPAN("dest"), SPAN("destination"), SPAN("redirect"),
		SPAN("redirect_url"), SPAN("to"), SPAN("link"), SPAN("goto"), SPAN("r") };
	if (!is_redirect_path(url->path))
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct span value = url_query(a, url, names[i]);
		struct url target;
		if ((!span_starts_with_nocase(value, SPAN("http://")) &&
			    !span_starts_with_nocase(value, SPAN("https://"))) ||
			!url_split(a, value, &target))
			continue;
		*target_r = value;
		return true;
	}
	return false;
}
