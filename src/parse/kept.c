/* Own letters told from delivered ones by the front itself, before any worker reads them: a
 * worker that a hostile letter took over could else call a received letter a sent one, and
 * teach the memory a friend. So this looks at names of fields alone, and at one word of
 * Received: over a hop that an author took with a password (RFC 3848: the protocol's name
 * ends in "A") or from a web page, an own letter goes too.
 *
 * The front asks it of bytes, checks/mail/memo.c of the parsed letter's header: one answer. */
#include "parse/kept.h"

enum { OWN_HOPS_MAX = 3 };

static bool is_mark(struct span line)
{
	static const struct span marks[] = { SPAN("Return-Path:"), SPAN("Delivered-To:"),
		SPAN("X-Original-To:"), SPAN("Envelope-To:"), SPAN("X-Delivered-To:"),
		SPAN("Received-SPF:"), SPAN("Authentication-Results:"),
		SPAN("ARC-Seal:") };
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (span_starts_with_nocase(line, marks[i]))
			return true;
	return false;
}

/* Takes the rest of a folded field off `*rest`, and gives it with its first line. */
static struct span whole_field(struct span line, struct span *rest)
{
	while (rest->n && (rest->p[0] == ' ' || rest->p[0] == '\t'))
		span_line(rest);
	return span_between(line.p, rest->p);
}

static bool is_own_hop(struct span field)
{
	size_t at = span_find_nocase(field, SPAN(" with "));
	struct span word =
		span_trim(span_skip(field, at == SPAN_NONE ? field.n : at + 6));
	size_t n = 0;
	while (n < word.n && ascii_is_alnum(word.p[n]))
		n++;
	word = span_take(word, n);
	return span_ends_with_nocase(word, SPAN("A")) ||
	       span_equal_nocase(word, SPAN("HTTP"));
}

bool kept_by_author(struct span header)
{
	size_t hops = 0;
	while (header.n) {
		struct span line = span_line(&header);
		if (is_mark(line))
			return false;
		if (!span_starts_with_nocase(line, SPAN("Received:")))
			continue;
		if (!is_own_hop(whole_field(line, &header)) || ++hops > OWN_HOPS_MAX)
			return false;
	}
	return true;
}
