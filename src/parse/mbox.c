/* Mailboxes of the mbox family, cut into letters. A "From " line separates letters when it
 * stands behind an empty line and ends like a date (mboxo, mboxrd); where a letter carries a
 * Content-Length that leads exactly to the next separator or the end (mboxcl2), that is
 * believed first, because such boxes do not quote "From " in bodies. Lines quoted as
 * ">From " are left as they are: to undo them would change what was signed. */
#include "parse/mbox.h"

#include "base/num.h"

static const struct span FROM = { (const unsigned char *)"From ", 5 };

/* asctime() has ctime's five words: the time has colons, the year four digits at the end
 * (a zone may follow it). Checked loosely: nobody writes this by chance behind an empty
 * line. */
static bool has_date(struct span line)
{
	size_t colon = span_find_byte(line, ':');
	if (colon == SPAN_NONE)
		return false;
	unsigned digits = 0;
	for (size_t i = colon; i < line.n; i++) {
		digits = ascii_is_digit(line.p[i]) ? digits + 1 : 0;
		bool ends = i + 1 == line.n || !ascii_is_digit(line.p[i + 1]);
		if (digits == 4 && ends && (line.p[i - 3] == '1' || line.p[i - 3] == '2'))
			return true;
	}
	return false;
}

static bool is_separator(struct span s)
{
	return span_starts_with(s, FROM) && has_date(span_line(&s));
}

int mbox_taste(struct span head)
{
	return is_separator(head) ? 90 : 0;
}

/* True at a place where a letter may end: nothing left, or a separator, with empty lines
 * before it. */
static bool is_end(struct span s)
{
	while (s.n && (s.p[0] == '\n' || s.p[0] == '\r'))
		s = span_skip(s, 1);
	return s.n == 0 || is_separator(s);
}

/* The body's length as the header claims, where the claim leads to an end; else false. */
static bool claimed_end(struct span letter, size_t *end_r)
{
	struct span rest = letter;
	uint64_t length = 0;
	bool claimed = false;
	while (rest.n) {
		struct span line = span_line(&rest);
		if (line.n == 0)
			break;
		if (span_starts_with_nocase(line, SPAN("Content-Length:")))
			claimed = num_parse(
				span_trim(span_skip(line, 15)), letter.n, &length);
	}
	if (!claimed || length > rest.n || !is_end(span_skip(rest, length)))
		return false;
	*end_r = (size_t)(rest.p - letter.p) + length;
	return true;
}

/* Offset of the next separator that has an empty line before it, or the end. */
static size_t next_separator(struct span s)
{
	size_t from = 0;
	for (;;) {
		size_t at = span_find(span_skip(s, from), SPAN("\nFrom "));
		if (at == SPAN_NONE)
			return s.n;
		at += from + 1;
		struct span before = span_take(s, at - 1);
		bool empty_before = before.n == 0 || span_ends_with(before, SPAN("\n")) ||
				    span_ends_with(before, SPAN("\n\r"));
		if (empty_before && is_separator(span_skip(s, at)))
			return at;
		from = at;
	}
}

/* Without the one empty line that a separator stands behind. */
static struct span without_empty_line(struct span letter)
{
	if (span_ends_with(letter, SPAN("\r\n\r\n")))
		letter.n -= 2;
	else if (span_ends_with(letter, SPAN("\n\n")))
		letter.n--;
	return letter;
}

bool mbox_next(struct span *rest, struct span *letter_r)
{
	struct span s = *rest;
	while (s.n && !span_starts_with(s, FROM))
		span_line(&s);
	if (s.n == 0) {
		*rest = s;
		return false;
	}
	span_line(&s);
	size_t end;
	bool claimed = claimed_end(s, &end);
	if (!claimed)
		end = next_separator(s);
	*letter_r = claimed ? span_take(s, end) : without_empty_line(span_take(s, end));
	*rest = span_skip(s, end);
	return true;
}
