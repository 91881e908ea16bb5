/* WhatsApp's "Export chat" as text. There is no format but the telephone's locale:
 *
 *	[31.12.23, 15:04:05] Ann Lee: text            iOS
 *	12/31/23, 3:04 PM - Ann Lee: text             Android
 *	2023/12/31 15:04 - Ann Lee: text
 *	2023. 12. 31. 오후 3:04, Ann Lee : text
 *
 * so a head is a date of three numbers, a time, and "]", " - " or ", " before a name and a
 * colon; a line without one goes on with the message above. Which number is the day, the
 * file itself tells where one is above twelve; else a slash and AM or PM mean the month
 * first. Words in angle brackets tell of media, in parentheses behind a file's name of a
 * file. Direction marks and narrow spaces stand about everywhere. */
#include "parse/talk/inside.h"

#include "base/num.h"
#include "base/utf8.h"
#include "base/when.h"

enum order { ORDER_UNKNOWN, ORDER_DAY, ORDER_MONTH };

struct head {
	uint64_t numbers[3]; /* of the date, as they stand */
	bool year_first, has_half, slash;
	unsigned second_of_day;
	struct span name, text; /* no name: a notice of the program */
};

/* --- pieces --- */

/* Direction marks, byte order mark, no-break and narrow spaces. */
static size_t mark_length(struct span s)
{
	static const struct span marks[] = { SPAN("\xE2\x80\x8E"), SPAN("\xE2\x80\x8F"),
		SPAN("\xE2\x80\xAA"), SPAN("\xE2\x80\xAC"), SPAN("\xE2\x80\xAF"),
		SPAN("\xEF\xBB\xBF"), SPAN("\xC2\xA0") };
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (span_starts_with(s, marks[i]))
			return marks[i].n;
	return 0;
}

static struct span skip_blank(struct span s)
{
	for (;;) {
		size_t n = s.n && s.p[0] == ' ' ? 1 : mark_length(s);
		if (n == 0)
			return s;
		s = span_skip(s, n);
	}
}

static bool take_number(struct span *s, uint64_t *value_r, size_t *digits_r)
{
	size_t n = 0;
	while (n < s->n && n < 5 && ascii_is_digit(s->p[n]))
		n++;
	*digits_r = n;
	if (n == 0 || n > 4 || !num_parse(span_take(*s, n), 9999, value_r))
		return false;
	*s = span_skip(*s, n);
	return true;
}

/* What stands between the numbers of a date; Korean and Chinese name them. */
static bool take_separator(struct span *s, bool *slash)
{
	static const struct span words[] = { SPAN("년"), SPAN("월"), SPAN("일"),
		SPAN("年"), SPAN("月"), SPAN("日") };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (span_starts_with(*s, words[i])) {
			*s = skip_blank(span_skip(*s, words[i].n));
			return true;
		}
	if (!s->n || !memchr("/.-", s->p[0], 3))
		return false;
	*slash |= s->p[0] == '/';
	*s = skip_blank(span_skip(*s, 1));
	return true;
}

static bool take_date(struct span *s, struct head *h)
{
	size_t digits;
	for (int i = 0; i < 3; i++) {
		if (!take_number(s, &h->numbers[i], &digits))
			return false;
		if (digits > 2 && i == 1)
			return false;
		if (i == 0)
			h->year_first = digits == 4;
		if (i < 2 && !take_separator(s, &h->slash))
			return false;
	}
	take_separator(s, &h->slash); /* "2023. 12. 31." */
	return true;
}

/* The half of the day: +12 hours, 0, or -1 for none. */
static int take_half(struct span *s)
{
	static const struct {
		struct span word;
		int hours;
	} halves[] = { { SPAN("AM"), 0 }, { SPAN("PM"), 12 }, { SPAN("a.m."), 0 },
		{ SPAN("p.m."), 12 }, { SPAN("a. m."), 0 }, { SPAN("p. m."), 12 },
		{ SPAN("a.\xC2\xA0m."), 0 }, { SPAN("p.\xC2\xA0m."), 12 },
		{ SPAN("午前"), 0 }, { SPAN("午後"), 12 }, { SPAN("오전"), 0 },
		{ SPAN("오후"), 12 }, { SPAN("上午"), 0 }, { SPAN("下午"), 12 } };
	struct span rest = skip_blank(*s);
	for (size_t i = 0; i < sizeof(halves) / sizeof(halves[0]); i++)
		if (span_starts_with_nocase(rest, halves[i].word)) {
			*s = span_skip(rest, halves[i].word.n);
			return halves[i].hours;
		}
	return -1;
}

static bool take_time(struct span *s, struct head *h)
{
	uint64_t hour, minute, second = 0;
	size_t digits;
	int half = take_half(s);
	*s = skip_blank(*s);
	if (!take_number(s, &hour, &digits) || digits > 2 || !s->n ||
		!memchr(":.", s->p[0], 2))
		return false;
	*s = span_skip(*s, 1);
	if (!take_number(s, &minute, &digits) || digits != 2 || minute > 59 || hour > 24)
		return false;
	struct span behind = span_skip(*s, 1);
	if (s->n && memchr(":.", s->p[0], 2) && take_number(&behind, &second, &digits))
		*s = behind;
	if (half < 0)
		half = take_half(s);
	h->has_half = half >= 0;
	if (half >= 0)
		hour = hour % 12 + (unsigned)half;
	h->second_of_day = (unsigned)(hour % 24 * 3600 + minute * 60 + second % 60);
	return true;
}

/* The name up to ": ". None is longer than a line of a list, and a notice has none. */
static void take_name(struct span s, struct head *h)
{
	enum { NAME_MAX_BYTES = 120 };
	size_t at = span_find(span_take(s, NAME_MAX_BYTES + 2), SPAN(": "));
	if (at == SPAN_NONE && s.n && s.n <= NAME_MAX_BYTES && s.p[s.n - 1] == ':')
		at = s.n - 1;
	h->name = at == SPAN_NONE ? SPAN("") : span_trim(skip_blank(span_take(s, at)));
	h->text = skip_blank(at == SPAN_NONE ? s : span_skip(s, at + 1));
}

static bool read_head(struct span line, struct head *h)
{
	*h = (struct head){ .slash = false };
	struct span s = skip_blank(line);
	bool bracket = s.n && s.p[0] == '[';
	s = span_skip(s, bracket);
	if (!s.n || !ascii_is_digit(s.p[0]) || !take_date(&s, h))
		return false;
	s = skip_blank(s);
	if (s.n && s.p[0] == ',')
		s = span_skip(s, 1);
	s = skip_blank(s);
	if (!take_time(&s, h))
		return false;
	s = skip_blank(s);
	if (bracket ? !span_starts_with(s, SPAN("]"))
		    : !span_starts_with(s, SPAN("- ")) &&
				!span_starts_with(s, SPAN(", ")))
		return false;
	take_name(skip_blank(span_skip(s, 1)), h);
	return true;
}

bool talk_taste_whatsapp(struct span head)
{
	enum { LINES = 40 };
	unsigned heads = 0, named = 0;
	struct head h;
	for (int i = 0; i < LINES && head.n; i++)
		if (read_head(span_line(&head), &h)) {
			heads++;
			named += h.name.n > 0;
		}
	return named >= 2 || (heads >= 2 && named >= 1);
}

/* --- the whole file --- */

struct walk {
	struct talk_reader *r;
	enum order order;
	size_t people; /* different names, up to three */
	struct span names[3];
	bool open; /* a message is being read */
};

static void note_name(struct walk *w, struct span name)
{
	for (size_t i = 0; i < w->people; i++)
		if (span_equal(w->names[i], name))
			return;
	if (name.n && w->people < 3)
		w->names[w->people++] = name;
}

/* A first look: the order of the date, and whether more than two talk. */
static void look_ahead(struct walk *w)
{
	enum { HEADS = 20000 };
	struct span rest = w->r->bytes;
	struct head h = { .slash = false };
	bool half = false;
	for (int i = 0;
		i < HEADS && rest.n && (w->order == ORDER_UNKNOWN || w->people < 3);) {
		if (!read_head(span_line(&rest), &h))
			continue;
		i++;
		note_name(w, h.name);
		half |= h.has_half && h.slash;
		if (h.numbers[0] > 12)
			w->order = ORDER_DAY;
		else if (h.numbers[1] > 12)
			w->order = ORDER_MONTH;
	}
	if (w->order == ORDER_UNKNOWN)
		w->order = half ? ORDER_MONTH : ORDER_DAY;
}

static int64_t when_of(const struct walk *w, const struct head *h)
{
	uint64_t year = h->numbers[2], month = h->numbers[1], day = h->numbers[0];
	if (h->year_first) {
		year = h->numbers[0];
		day = h->numbers[2];
	} else if (w->order == ORDER_MONTH) {
		month = h->numbers[0];
		day = h->numbers[1];
	}
	if (month < 1 || month > 12 || day < 1 || day > 31)
		return INT64_MIN;
	year += year < 100 ? 2000 : 0;
	return when_days((int64_t)year, (unsigned)month, (unsigned)day) * 86400 +
	       h->second_of_day;
}

/* "<attached: NAME>", "NAME (file attached)", in any language. */
static void note_file(struct walk *w, struct span line)
{
	line = span_trim(skip_blank(line));
	if (span_starts_with(line, SPAN("<")) && span_ends_with(line, SPAN(">"))) {
		size_t at = span_find_byte(line, ':');
		struct span name =
			span_trim(span_skip(line, at == SPAN_NONE ? line.n : at + 1));
		name = span_take(name, name.n ? name.n - 1 : 0);
		if (span_find_byte(name, '.') != SPAN_NONE)
			talk_add_file(w->r, name);
		return;
	}
	size_t at = span_rfind_byte(line, '(');
	if (at == SPAN_NONE || at < 5 || !span_ends_with(line, SPAN(")")))
		return;
	struct span name = span_trim(span_take(line, at));
	size_t dot = span_rfind_byte(name, '.');
	if (dot != SPAN_NONE && name.n - dot >= 3 && name.n - dot <= 7 &&
		span_find_byte(span_skip(name, dot), ' ') == SPAN_NONE &&
		span_find(name, SPAN("://")) == SPAN_NONE)
		talk_add_file(w->r, name);
}

static enum talk_side side_by_rest(const struct walk *w, struct span name)
{
	const struct talk_about *about = w->r->about;
	if (w->people > 2 || !name.n)
		return TALK_UNTOLD;
	if (about->them.n)
		return TALK_MINE;
	return about->me.n ? TALK_THEIRS : TALK_UNTOLD;
}

static void end_message(struct walk *w)
{
	if (!w->open)
		return;
	w->open = false;
	talk_end(w->r);
}

static void begin_message(struct walk *w, const struct head *h, uint64_t offset)
{
	struct talk_reader *r = w->r;
	talk_begin(r, offset);
	r->m.who.name = h->name;
	if (span_starts_with(h->name, SPAN("+")))
		r->m.who.id = h->name;
	r->m.chat = r->about->chat;
	r->m.is_group = w->people > 2;
	r->m.when_s = when_of(w, h);
	r->m.side = side_by_rest(w, h->name);
	r->m.kind = h->name.n ? TALK_SAID : TALK_SERVICE;
	talk_add_text(r, h->text);
	note_file(w, h->text);
	w->open = true;
}

enum got talk_read_whatsapp(struct talk_reader *r)
{
	struct walk w = { .r = r };
	struct span rest = r->bytes;
	struct head h;
	look_ahead(&w);
	while (rest.n && !r->ended) {
		const unsigned char *start = rest.p;
		struct span line = span_line(&rest);
		if (read_head(line, &h)) {
			end_message(&w);
			if (!r->ended)
				begin_message(&w, &h, (uint64_t)(start - r->bytes.p));
		} else if (w.open) {
			talk_add_text(r, SPAN("\n"));
			talk_add_text(r, line);
			note_file(&w, line);
		}
	}
	if (!r->ended)
		end_message(&w);
	return GOT_ALL;
}
