/* Calendar arithmetic on days counted from March, so that leap days come last (the usual
 * "days from civil" scheme: 400 years have 146,097 days). */
#include "base/when.h"

#include <time.h>

#include "base/must.h"
#include "base/num.h"

int64_t when_ms(void)
{
	struct timespec t;
	must(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t when_days(int64_t year, unsigned month, unsigned day)
{
	year -= month <= 2;
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t of_era = year - era * 400;
	int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* The number at `s[at..at+n)` between `least` and `most`. */
static bool field(struct span s, size_t at, size_t n, uint64_t least, uint64_t most,
	unsigned *value_r)
{
	uint64_t v;
	if (s.n < at + n || !num_parse(span_of(s.p + at, n), most, &v) || v < least)
		return false;
	*value_r = (unsigned)v;
	return true;
}

static unsigned days_in(unsigned year, unsigned month)
{
	int64_t next = month < 12 ? when_days(year, month + 1, 1)
				  : when_days((int64_t)year + 1, 1, 1);
	return (unsigned)(next - when_days(year, month, 1));
}

bool when_parse(struct span s, int64_t *unix_s_r)
{
	unsigned year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
	bool is_date = s.n >= 10 && s.p[4] == '-' && s.p[7] == '-' &&
		       field(s, 0, 4, 1, 9999, &year) && field(s, 5, 2, 1, 12, &month) &&
		       field(s, 8, 2, 1, days_in(year, month), &day);
	bool is_time = s.n == 20 && s.p[10] == 'T' && s.p[13] == ':' && s.p[16] == ':' &&
		       s.p[19] == 'Z' && field(s, 11, 2, 0, 23, &hour) &&
		       field(s, 14, 2, 0, 59, &minute) && field(s, 17, 2, 0, 60, &second);
	if (!is_date || (s.n != 10 && !is_time))
		return false;
	*unix_s_r =
		when_days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
	return true;
}

/* Rounded down; the seconds that are left over stand in `*left_s_r`. */
static int64_t days_of(int64_t unix_s, int64_t *left_s_r)
{
	int64_t days = unix_s / 86400;
	*left_s_r = unix_s % 86400;
	if (*left_s_r < 0) {
		*left_s_r += 86400;
		days--;
	}
	return days;
}

void when_print_day(struct text *t, int64_t unix_s)
{
	int64_t left, days = days_of(unix_s, &left) + 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	int64_t of_era = days - era * 146097;
	int64_t years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * years + years / 4 - years / 100);
	int64_t shifted = (5 * of_year + 2) / 153;
	int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
	text_printf(t, "%04lld-%02lld-%02lld",
		(long long)(years + era * 400 + (month <= 2)), (long long)month,
		(long long)(of_year - (153 * shifted + 2) / 5 + 1));
}

void when_print(struct text *t, int64_t unix_s)
{
	int64_t left;
	days_of(unix_s, &left);
	when_print_day(t, unix_s);
	text_printf(t, "T%02lld:%02lld:%02lldZ", (long long)(left / 3600),
		(long long)(left / 60 % 60), (long long)(left % 60));
}
