/* Words of documents (plain.h). */
#include "parse/file/plain.h"

/* --- XML --- */

/* By the local names of all formats. */
static bool parts_words(struct span tag)
{
	static const struct span LONGER[] = { SPAN("tab"), SPAN("row"), SPAN("cell"),
		SPAN("note"), SPAN("comment"), SPAN("line-break"), SPAN("lineBreak"),
		SPAN("table-cell") };
	switch (tag.n) {
	case 1: return span_find_byte(SPAN("psch"), tag.p[0]) != SPAN_NONE;
	case 2: return span_find(SPAN("br cr si li tr tc"), tag) != SPAN_NONE;
	default: break;
	}
	for (size_t i = 0; i < sizeof(LONGER) / sizeof(*LONGER); i++)
		if (span_equal(tag, LONGER[i]))
			return true;
	return false;
}

void plain_xml_tag(struct text *t, const struct xml_tag *tag)
{
	text_add(t, tag->text);
	if (parts_words(tag->name))
		text_add_byte(t, '\n');
}

void plain_xml(struct text *t, struct span xml)
{
	struct xml_tag tag;
	while (xml_next(&xml, &tag))
		plain_xml_tag(t, &tag);
}

/* --- binary forms --- */

/* Bytes as characters of `step` bytes, of which all but the first are zero. */
struct characters {
	struct span bytes;
	size_t step, count;
};

static unsigned char character(const struct characters *s, size_t i)
{
	const unsigned char *p = s->bytes.p + i * s->step;
	bool is_shown = *p > ' ' && *p < 0x7F && (s->step == 1 || !p[1]);
	return is_shown ? *p : ' ';
}

static bool is_in_run(const struct characters *s, size_t i)
{
	return ascii_is_alnum(character(s, i));
}

static void add_between(
	struct text *t, const struct characters *s, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		text_add_byte(t, character(s, i));
}

/* Looks at one character of each PLAIN_RUN_MIN only, and around those that could be in a run. */
static void add_runs(struct text *t, struct span bytes, size_t step)
{
	struct characters s = { bytes, step, bytes.n / step };
	size_t last = 0, to = 0; /* behind the last run, and behind what was added */
	for (size_t i = PLAIN_RUN_MIN - 1; i < s.count; i += PLAIN_RUN_MIN) {
		size_t first = i, end = i;
		while (first > last && is_in_run(&s, first - 1))
			first--;
		while (end < s.count && is_in_run(&s, end))
			end++;
		if (end == i || end - first < PLAIN_RUN_MIN)
			continue;
		size_t from = first > to + PLAIN_BESIDE ? first - PLAIN_BESIDE : to;
		if (from > to)
			text_add_byte(t, '\n');
		to = end + PLAIN_BESIDE < s.count ? end + PLAIN_BESIDE : s.count;
		add_between(t, &s, from, to);
		last = i = end;
	}
	text_add_byte(t, '\n');
}

void plain_binary(struct text *t, struct span bytes)
{
	add_runs(t, bytes, 1);
	add_runs(t, bytes, 2);
	add_runs(t, span_skip(bytes, 1), 2);
}
