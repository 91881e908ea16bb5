/* Times as exports write them (import.h). */
#include "base/num.h"
#include "base/when.h"
#include "import/import.h"

/* Seconds until the year 5138; what is more are milliseconds, microseconds or nanoseconds. */
static int64_t as_seconds(uint64_t n)
{
	while (n >= 100000000000)
		n /= 1000;
	return (int64_t)n;
}

static bool two_digits(struct span s, size_t at, unsigned *n_r)
{
	uint64_t n;
	if (s.n < at + 2 || !num_parse(span_take(span_skip(s, at), 2), 99, &n))
		return false;
	*n_r = (unsigned)n;
	return true;
}

/* "", "Z", " UTC", "+02:00", "-0530" */
static bool zone(struct span s, int64_t *offset_s_r)
{
	unsigned hours, minutes;
	*offset_s_r = 0;
	s = span_trim(s);
	if (s.n == 0 || span_equal_nocase(s, SPAN("Z")) ||
		span_equal_nocase(s, SPAN("UTC")) || span_equal_nocase(s, SPAN("GMT")))
		return true;
	bool colon = s.n == 6 && s.p[3] == ':';
	if ((s.p[0] != '+' && s.p[0] != '-') || !two_digits(s, 1, &hours) ||
		!two_digits(s, 3 + colon, &minutes) || s.n != 5u + colon)
		return false;
	int64_t offset = hours * 3600 + minutes * 60;
	*offset_s_r = s.p[0] == '-' ? -offset : offset;
	return hours < 24 && minutes < 60;
}

/* "13:29", "13:29:09", "13:29:09.123456", and a zone behind it. */
static bool clock_time(struct span s, int64_t *s_r)
{
	unsigned h, m, sec = 0;
	if (!two_digits(s, 0, &h) || s.n < 5 || s.p[2] != ':' || !two_digits(s, 3, &m) ||
		h > 23 || m > 59)
		return false;
	s = span_skip(s, 5);
	if (s.n && s.p[0] == ':') {
		if (!two_digits(s, 1, &sec) || sec > 60)
			return false;
		s = span_skip(s, 3);
	}
	if (s.n && s.p[0] == '.')
		for (s = span_skip(s, 1); s.n && ascii_is_digit(s.p[0]);)
			s = span_skip(s, 1);
	int64_t offset;
	if (!zone(s, &offset))
		return false;
	*s_r = h * 3600 + m * 60 + sec - offset;
	return true;
}

static bool is_of_ledgers(int64_t time_s)
{
	return time_s >= 0 && time_s <= LEDGER_TIME_MAX;
}

bool import_time(struct span text, int64_t *time_s_r)
{
	uint64_t n;
	int64_t day_s, in_day_s = 0;
	text = span_trim(text);
	if (num_parse(text, UINT64_MAX, &n)) {
		*time_s_r = as_seconds(n);
		return is_of_ledgers(*time_s_r);
	}
	if (text.n < 10 || !when_parse(span_take(text, 10), &day_s))
		return false;
	struct span rest = span_skip(text, 10);
	if (rest.n) {
		if (rest.p[0] != ' ' && rest.p[0] != 'T')
			return false;
		if (!clock_time(span_skip(rest, 1), &in_day_s))
			return false;
	}
	*time_s_r = day_s + in_day_s;
	return is_of_ledgers(*time_s_r);
}
