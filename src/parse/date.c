/* Dates of letters (RFC 5322 section 3.3), as leniently as mailers read them: comments
 * anywhere, the day's name or not, two- and three-digit years (section 4.3), seconds or
 * not, zones as numbers or by the names that the standard knows. A military zone means
 * nothing (section 4.3) and counts as UTC. Everything is read off a list of words, so odd
 * white space does not matter. */
#include "parse/date.h"

#include "base/num.h"
#include "base/when.h"

enum { WORDS_MAX = 12 };

struct words {
	struct span list[WORDS_MAX];
	size_t count;
};

/* Length of the comment that `s` begins with, nesting counted, or all of `s`. */
static size_t comment_length(struct span s)
{
	unsigned depth = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == '(')
			depth++;
		else if (s.p[i] == ')' && --depth == 0)
			return i + 1;
	}
	return s.n;
}

static bool ends_word(unsigned char c)
{
	return ascii_is_space(c) || c == ',' || c == '(';
}

static void split(struct span s, struct words *w)
{
	w->count = 0;
	while (s.n && w->count < WORDS_MAX) {
		if (s.p[0] == '(') {
			s = span_skip(s, comment_length(s));
			continue;
		}
		size_t n = 0;
		while (n < s.n && !ends_word(s.p[n]))
			n++;
		if (n > 0)
			w->list[w->count++] = span_take(s, n);
		s = span_skip(s, n == 0 ? 1 : n);
	}
}

/* 1 to 12 for a month's name or its first three letters, else 0. */
static unsigned month_of(struct span s)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	if (s.n < 3)
		return 0;
	for (unsigned i = 0; i < 12; i++)
		if (span_equal_nocase(span_take(s, 3), span_of(names + 3 * i, 3)))
			return i + 1;
	return 0;
}

/* RFC 5322 section 4.3: 00 to 49 are of this century, 50 to 999 count from 1900. */
static bool year_of(struct span s, int64_t *year_r)
{
	uint64_t year;
	if (s.n < 2 || !num_parse(s, 9999, &year))
		return false;
	if (s.n == 2)
		year += year < 50 ? 2000 : 1900;
	else if (s.n == 3)
		year += 1900;
	*year_r = (int64_t)year;
	return true;
}

/* "08:09" or "08:09:10" as seconds of the day; "." as a separator is met too. */
static bool time_of(struct span s, int64_t *seconds_r)
{
	static const unsigned most[] = { 23, 59, 60 };
	static const int scale[] = { 3600, 60, 1 };
	unsigned char separator = span_find_byte(s, ':') != SPAN_NONE ? ':' : '.';
	unsigned fields = 0;
	int64_t seconds = 0;
	while (s.p) {
		uint64_t value;
		if (fields == 3 ||
			!num_parse(span_split(&s, separator), most[fields], &value))
			return false;
		seconds += (int64_t)value * scale[fields++];
	}
	*seconds_r = seconds;
	return fields >= 2;
}

static bool named_zone(struct span s, int *minutes_r)
{
	static const struct {
		const char *name;
		int hours;
	} zones[] = { { "UT", 0 }, { "UTC", 0 }, { "GMT", 0 }, { "EST", -5 },
		{ "EDT", -4 }, { "CST", -6 }, { "CDT", -5 }, { "MST", -7 }, { "MDT", -6 },
		{ "PST", -8 }, { "PDT", -7 } };
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		if (!span_equal_nocase(s, span_from_cstr(zones[i].name)))
			continue;
		*minutes_r = zones[i].hours * 60;
		return true;
	}
	*minutes_r = 0;
	return s.n == 1 && ascii_is_alpha(s.p[0]);
}

static bool zone_of(struct span s, int *minutes_r)
{
	uint64_t value;
	if (s.n != 5 || (s.p[0] != '+' && s.p[0] != '-'))
		return named_zone(s, minutes_r);
	if (!num_parse(span_skip(s, 1), 9959, &value) || value % 100 > 59)
		return false;
	*minutes_r = (int)(value / 100 * 60 + value % 100) * (s.p[0] == '-' ? -1 : 1);
	return true;
}

bool date_parse(struct span s, int64_t *unix_s_r, int *zone_min_r)
{
	struct words w;
	uint64_t day;
	int64_t year, seconds;
	int zone = 0;
	split(s, &w);
	size_t at = w.count && !ascii_is_digit(w.list[0].p[0]) ? 1 : 0;
	if (w.count < at + 4 || !num_parse(w.list[at], 31, &day) || day == 0)
		return false;
	unsigned month = month_of(w.list[at + 1]);
	if (month == 0 || !year_of(w.list[at + 2], &year) ||
		!time_of(w.list[at + 3], &seconds))
		return false;
	if (w.count > at + 4 && !zone_of(w.list[at + 4], &zone))
		zone = 0;
	*unix_s_r = when_days(year, month, (unsigned)day) * 86400 + seconds - zone * 60;
	if (zone_min_r)
		*zone_min_r = zone;
	return true;
}
