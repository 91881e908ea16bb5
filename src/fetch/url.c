/* Addresses of servers (url.h). */
#include "fetch/url.h"

#include "base/ip.h"

static void free_part(void *part)
{
	curl_free(part);
}

const char *url_part(struct arena *a, CURLU *url, CURLUPart what, unsigned flags)
{
	char *part = NULL;
	if (curl_url_get(url, what, &part, flags) != CURLUE_OK)
		return NULL;
	arena_defer(a, free_part, part);
	return part;
}

bool url_is_loopback(struct arena *a, CURLU *url)
{
	static const struct ip four = { { 127 }, 32 }, six = { { [15] = 1 }, 128 };
	const char *host = url_part(a, url, CURLUPART_HOST, 0);
	struct span name = host ? span_without_final_dot(span_from_cstr(host)) : SPAN("");
	struct ip ip;
	if (name.n > 2 && name.p[0] == '[')
		name = span_take(span_skip(name, 1), name.n - 2);
	return span_equal_nocase(name, SPAN("localhost")) ||
	       (ip_parse(name, &ip) && (ip_in_net(&ip, &four, 8) || ip_equal(&ip, &six)));
}
