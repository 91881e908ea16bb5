/* Records of comma-separated values (csv.h). */
#include "parse/csv.h"

/* What stands in quotes; `*rest` moves behind the closing one. Two quotes mean one. */
static bool quoted(
	struct arena *a, struct span *rest, unsigned *lines, struct span *field_r)
{
	struct span s = span_skip(*rest, 1);
	size_t n = 0, doubled = 0;
	for (; n < s.n; n++) {
		*lines += s.p[n] == '\n';
		if (s.p[n] != '"')
			continue;
		if (n + 1 == s.n || s.p[n + 1] != '"')
			break;
		doubled++;
		n++;
	}
	if (n >= s.n)
		return false;
	*rest = span_skip(s, n + 1);
	*field_r = span_take(s, n);
	if (doubled) {
		unsigned char *p = arena_alloc(a, n), *to = p;
		for (size_t i = 0; i < n; i++) {
			*to++ = s.p[i];
			i += s.p[i] == '"';
		}
		*field_r = span_between(p, to);
	}
	return true;
}

static struct span plain(struct span *rest, unsigned char separator)
{
	const unsigned char *p = rest->p, *end = p + rest->n;
	while (p < end && *p != separator && *p != '\n')
		p++;
	struct span field = span_between(rest->p, p);
	*rest = span_between(p, end);
	if (field.n && field.p[field.n - 1] == '\r' && (p == end || *p == '\n'))
		field.n--;
	return field;
}

static bool skip_empty_lines(struct span *rest, unsigned *lines)
{
	for (;;) {
		struct span s = *rest;
		if (s.n && s.p[0] == '\r')
			s = span_skip(s, 1);
		if (s.n == 0 || s.p[0] != '\n')
			return rest->n > 0 && s.n > 0;
		*rest = span_skip(s, 1);
		++*lines;
	}
}

/* To the line's end: what is broken loses no more than its line. */
static void skip_line(struct span *rest)
{
	size_t n = span_find_byte(*rest, '\n');
	*rest = span_skip(*rest, n == SPAN_NONE ? rest->n : n);
}

bool csv_next(
	struct arena *a, struct span *rest, unsigned char separator, struct csv_record *r)
{
	r->count = r->lines = 0;
	r->broken = false;
	if (!skip_empty_lines(rest, &r->lines))
		return false;
	const unsigned char *start = rest->p;
	for (;;) {
		struct span field, before = *rest;
		unsigned lines = r->lines;
		if (rest->n == 0 || rest->p[0] != '"') {
			field = plain(rest, separator);
		} else if (!quoted(a, rest, &r->lines, &field)) {
			r->broken = true;
			r->lines = lines;
			*rest = before;
			skip_line(rest);
		} else if (rest->n && rest->p[0] != separator && rest->p[0] != '\n' &&
			   rest->p[0] != '\r') {
			r->broken = true;
			skip_line(rest);
		} else if (rest->n && rest->p[0] == '\r') {
			*rest = span_skip(*rest, 1);
		}
		if (r->broken)
			break;
		if (r->count == CSV_FIELDS_MAX) {
			r->broken = true;
			skip_line(rest);
			break;
		}
		r->field[r->count++] = field;
		if (rest->n == 0 || rest->p[0] == '\n')
			break;
		*rest = span_skip(*rest, rest->p[0] == separator);
	}
	r->text = span_between(start, rest->p);
	*rest = span_skip(*rest, 1);
	r->lines++;
	return true;
}

unsigned char csv_separator(struct span line)
{
	static const unsigned char separators[] = ",;\t|";
	size_t count[sizeof(separators)] = { 0 }, best = 0;
	for (size_t i = 0; i < line.n; i++)
		for (size_t k = 0; k + 1 < sizeof(separators); k++)
			count[k] += line.p[i] == separators[k];
	for (size_t k = 1; k + 1 < sizeof(separators); k++)
		best = count[k] > count[best] ? k : best;
	return separators[best];
}

static bool wants_quotes(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == ',' || s.p[i] == '"' || s.p[i] < ' ')
			return true;
	return s.n && (s.p[0] == '#' || s.p[0] == ' ' || s.p[s.n - 1] == ' ');
}

void csv_add_field(struct text *t, struct span field)
{
	if (!wants_quotes(field)) {
		text_add(t, field);
		return;
	}
	text_add_byte(t, '"');
	for (size_t i = 0; i < field.n; i++) {
		if (field.p[i] == '"')
			text_add_byte(t, '"');
		text_add_byte(t, field.p[i]);
	}
	text_add_byte(t, '"');
}
