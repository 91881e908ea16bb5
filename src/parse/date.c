/* Dates of letters (RFC 5322 section 3.3, obsolete forms of 4.3) to Unix time.
 *
 * Read token by token, in the order day month year time zone, past comments, commas and
 * the day's name; also "Mon Jan  1 10:00:00 2024" as asctime() writes it, and a zone that
 * is missing or unknown, which section 4.3 has read as "-0000". A leap second counts as
 * the second after it. Left out: whether the day's name fits, ISO 8601. */
#include "parse/date.h"

#include "base/num.h"
#include "base/when.h"
#include "parse/comment.h"

enum { TOKENS_MAX = 16 };

struct tokens {
	struct span list[TOKENS_MAX];
	size_t n;
};

static bool is_separator(unsigned char c)
{
	return ascii_is_space(c) || c == ',' || c == ';' || c == '\0';
}

/* Cuts `s` at white space, commas and comments; "1-Jan-2024" too. */
static void cut(struct span s, struct tokens *t)
{
	size_t start = 0;
	for (size_t i = 0; i <= s.n && t->n < TOKENS_MAX; i++) {
		unsigned char c = i < s.n ? s.p[i] : ' ';
		bool dash = c == '-' && i > start && i + 1 < s.n &&
			    (ascii_is_alpha(s.p[i + 1]) || ascii_is_alpha(s.p[i - 1]));
		if (!is_separator(c) && c != '(' && !dash)
			continue;
		if (i > start)
			t->list[t->n++] = span_take(span_skip(s, start), i - start);
		if (c == '(') /* one that is never closed reaches up to the end */
			i += (comment_length(span_skip(s, i)) ?: s.n - i) - 1;
		start = i + 1;
	}
}

static bool read_month(struct span s, int *month_r)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	if (s.n < 3 || !ascii_is_alpha(s.p[0]))
		return false;
	for (int i = 0; i < 12; i++) {
		if (!span_equal_nocase(span_take(s, 3), span_of(names + 3 * i, 3)))
			continue;
		*month_r = i + 1;
		return true;
	}
	return false;
}

static bool read_number(struct span s, uint64_t max, int *out_r)
{
	uint64_t v;
	if (!num_parse(s, max, &v))
		return false;
	*out_r = (int)v;
	return true;
}

/* hh:mm[:ss[.fraction]], and hh.mm.ss; seconds of the day. */
static bool read_time(struct span s, int *seconds_r)
{
	int hour, minute, second = 0;
	unsigned char separator = span_find_byte(s, ':') != SPAN_NONE ? ':' : '.';
	struct span h = span_split(&s, separator);
	if (!s.p)
		return false;
	struct span m = span_split(&s, separator);
	if (s.p && !read_number(span_split(&s, '.'), 60, &second))
		return false;
	if (h.n > 2 || m.n > 2 || !read_number(h, 23, &hour) ||
		!read_number(m, 59, &minute))
		return false;
	*seconds_r = hour * 3600 + minute * 60 + second;
	return true;
}

static bool read_zone(struct span s, int *minutes_r)
{
	static const struct {
		const char *name;
		int minutes;
	} zones[] = { { "ut", 0 }, { "utc", 0 }, { "gmt", 0 }, { "z", 0 },
		{ "est", -300 }, { "edt", -240 }, { "cst", -360 }, { "cdt", -300 },
		{ "mst", -420 }, { "mdt", -360 }, { "pst", -480 }, { "pdt", -420 },
		{ "cet", 60 }, { "cest", 120 }, { "jst", 540 }, { "kst", 540 },
		{ "met", 60 }, { "bst", 60 } };
	int hm;
	*minutes_r = 0;
	if (span_starts_with_nocase(s, SPAN("GMT")) && s.n > 3)
		s = span_skip(s, 3);
	if (s.n > 1 && (s.p[0] == '+' || s.p[0] == '-')) {
		struct span digits = span_skip(s, 1);
		if (digits.n == 5 && digits.p[2] == ':')
			return read_number(span_take(digits, 2), 99, &hm) &&
			       read_number(span_skip(digits, 3), 59, minutes_r) &&
			       ((*minutes_r = (hm * 60 + *minutes_r) *
					      (s.p[0] == '-' ? -1 : 1)),
				       true);
		if (!read_number(digits, 9959, &hm) || hm % 100 > 59)
			return false;
		*minutes_r = (hm / 100 * 60 + hm % 100) * (s.p[0] == '-' ? -1 : 1);
		return true;
	}
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		if (span_equal_nocase(s, span_from_cstr(zones[i].name))) {
			*minutes_r = zones[i].minutes;
			return true;
		}
	}
	return false;
}

/* RFC 5322 section 4.3: two digits up to 49 are of this century, three count from 1900. */
static bool read_year(struct span s, int *year_r)
{
	if (s.n < 2 || s.n > 4 || !read_number(s, 9999, year_r))
		return false;
	if (s.n == 2 && *year_r < 50)
		*year_r += 2000;
	else if (s.n < 4)
		*year_r += 1900;
	return *year_r >= 1900;
}

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap);
}

struct date {
	int year, month, day, seconds, zone_min;
};

/* "10:00" and "am" or "pm" behind it, as some mailers write. */
static void read_half(struct span s, struct date *d)
{
	int hour = d->seconds / 3600;
	if (span_equal_nocase(s, SPAN("pm")) && hour < 12)
		d->seconds += 12 * 3600;
	else if (span_equal_nocase(s, SPAN("am")) && hour == 12)
		d->seconds -= 12 * 3600;
}

/* day month year time, or month day time year. */
static bool read_tokens(const struct tokens *t, struct date *d)
{
	size_t i = 0;
	while (i < t->n && !ascii_is_digit(t->list[i].p[0]) &&
		!(i + 1 < t->n && read_month(t->list[i], &d->month) &&
			read_number(t->list[i + 1], 31, &d->day)))
		i++;
	if (i + 3 >= t->n)
		return false;
	const struct span *at = &t->list[i];
	bool turned = !ascii_is_digit(at[0].p[0]);
	if (!read_number(at[turned ? 1 : 0], 31, &d->day) ||
		!read_month(at[turned ? 0 : 1], &d->month))
		return false;
	bool time_first = read_time(at[2], &d->seconds);
	size_t year = time_first ? 3 : 2;
	int zone;
	if (time_first && i + 4 < t->n && read_zone(at[3], &zone) &&
		!ascii_is_digit(at[3].p[0]))
		year = 4; /* asctime() with a zone before the year, as date(1) writes */
	if (!read_year(at[year], &d->year) ||
		(!time_first && !read_time(at[3], &d->seconds)))
		return false;
	for (size_t k = i + 3; k < t->n && k < i + 6; k++) {
		read_half(t->list[k], d);
		if (!ascii_is_digit(t->list[k].p[0]) &&
			read_zone(t->list[k], &d->zone_min))
			break;
	}
	return d->day > 0 && d->day <= days_in(d->year, d->month);
}

bool date_parse(struct span s, int64_t *unix_s_r, int *zone_min_r)
{
	struct tokens t = { .n = 0 };
	struct date d = { 0 };
	cut(s, &t);
	if (!read_tokens(&t, &d))
		return false;
	*unix_s_r = when_days(d.year, (unsigned)d.month, (unsigned)d.day) * 86400 +
		    d.seconds - (int64_t)d.zone_min * 60;
	if (zone_min_r)
		*zone_min_r = d.zone_min;
	return true;
}
