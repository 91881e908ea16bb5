/* Program text that asks a paste site, a blockchain or a bare number on the internet what to
 * do, and runs programs or text: the way by which thieves change what a project does after
 * it was looked at. Asking alone is common; both in one file is not. */
#include "base/ip.h"
#include "checks/code/code.h"

/* "http://192.0.2.7:1244": a number with a port, and not of one's own network. */
static size_t find_bare_address(struct span all)
{
	enum { FOUND_MAX = 50 };
	size_t at = 0;
	for (unsigned found = 0; found < FOUND_MAX; found++) {
		size_t next = span_find(span_skip(all, at), SPAN("http://"));
		if (next == SPAN_NONE)
			return SPAN_NONE;
		at += next + 7;
		size_t n = 0;
		struct span host = span_skip(all, at);
		while (n < host.n && (ascii_is_digit(host.p[n]) || host.p[n] == '.'))
			n++;
		struct ip ip;
		bool port = n + 1 < host.n && host.p[n] == ':' &&
			    ascii_is_digit(host.p[n + 1]);
		struct span number = span_take(host, n);
		bool own = span_starts_with(number, SPAN("127.")) ||
			   span_starts_with(number, SPAN("0.")) ||
			   span_starts_with(number, SPAN("10.")) ||
			   span_starts_with(number, SPAN("192.168.")) ||
			   span_starts_with(number, SPAN("172."));
		if (port && !own && ip_parse(number, &ip))
			return at - 7;
	}
	return SPAN_NONE;
}

/* eval() and its like as a call; "re.exec(" is none. */
static bool runs_text(const struct file *f)
{
	size_t at = span_find(f->bytes, SPAN("eval("));
	return (at != SPAN_NONE && (at == 0 || !ascii_is_alnum(f->bytes.p[at - 1]))) ||
	       span_find(f->bytes, SPAN("new Function(")) != SPAN_NONE ||
	       span_find(f->bytes, SPAN("Function.constructor)(")) != SPAN_NONE;
}

static bool judge(struct file *f)
{
	const struct source *s = code_source(f);
	if (!s || f->type == TYPE_TEXT || f->type == TYPE_XML ||
		!s->uses[USE_FETCH].count)
		return false;
	const struct source_word *post = &s->uses[USE_POST], *chain = &s->uses[USE_CHAIN];
	const struct source_word *asks = post->count ? post : chain;
	bool runs = s->uses[USE_RUN].count && runs_text(f);
	if ((asks->count || runs || s->uses[USE_PROCESS].count) && code_is_unread(f))
		return false;
	if (asks->count && (runs || (post->count && s->uses[USE_PROCESS].count))) {
		file_hit_at(f, runs ? "runs" : NULL, span_skip(f->bytes, asks->first),
			asks->first);
		return true;
	}
	if (!runs && !s->uses[USE_PROCESS].count)
		return false;
	size_t at = find_bare_address(f->bytes);
	if (at == SPAN_NONE)
		return false;
	file_hit_at(f, "address", span_skip(f->bytes, at), at);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next)
		found |= judge(f);
	files_say_clear(files, found);
}

const struct check check_code_remote = {
	.code = "code.remote",
	.title = "A program takes orders from a place on the internet",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
