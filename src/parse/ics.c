#include "parse/ics.h"

#include "base/text.h"
#include "parse/lines.h"

static bool is_folded(struct lines l)
{
	return l.p < l.end && (*l.p == ' ' || *l.p == '\t');
}

/* The line with those that continue it; where there are none, it stays where it stands. */
static struct span unfold(struct arena *a, struct lines *l, struct span line, bool *cut_r)
{
	struct text out;
	if (!is_folded(*l)) {
		*cut_r = line.n > ICS_VALUE_MAX;
		return span_take(line, ICS_VALUE_MAX);
	}
	text_init(&out, a, ICS_VALUE_MAX);
	text_add(&out, line);
	while (is_folded(*l) && lines_next(l, &line))
		text_add(&out, span_skip(line, 1));
	*cut_r = out.cut;
	return text_span(&out);
}

/* The colon before the value: one within quotes is a parameter's (section 3.1). */
static size_t find_colon(struct span line)
{
	bool quoted = false;
	for (size_t i = 0; i < line.n; i++) {
		quoted ^= line.p[i] == '"';
		if (line.p[i] == ':' && !quoted)
			return i;
	}
	return span_find_byte(line, ':');
}

bool ics_next(struct arena *a, struct span *rest, struct ics_property *property_r)
{
	struct lines l = lines_of(*rest);
	struct span line;
	bool found = false;
	lines_skip_mark(&l);
	while (!found && lines_next(&l, &line)) {
		bool cut;
		line = unfold(a, &l, line, &cut);
		size_t colon = find_colon(line);
		if (colon == SPAN_NONE)
			continue;
		struct span head = span_take(line, colon);
		*property_r = (struct ics_property){ .name = span_split(&head, ';'),
			.params = head.p ? head : SPAN(""),
			.value = span_skip(line, colon + 1),
			.cut = cut };
		found = property_r->name.n > 0;
	}
	*rest = span_between(l.p, l.end);
	return found;
}

struct span ics_param(const struct ics_property *p, struct span name)
{
	struct span rest = p->params;
	while (rest.p && rest.n) {
		struct span value = rest;
		struct span key = span_take(value, span_find_either(value, '=', ';'));
		value = span_skip(value, key.n + 1);
		bool quoted = value.n && value.p[0] == '"';
		value = span_skip(value, quoted);
		size_t end = span_find_byte(value, quoted ? '"' : ';');
		struct span behind = span_skip(value, end);
		value = span_take(value, end);
		if (span_equal_nocase(key, name))
			return value;
		size_t next = span_find_byte(behind, ';');
		rest = next == SPAN_NONE ? SPAN("") : span_skip(behind, next + 1);
	}
	return SPAN("");
}

struct span ics_text(struct arena *a, struct span value)
{
	struct text out;
	if (span_find_byte(value, '\\') == SPAN_NONE)
		return value;
	text_init(&out, a, value.n);
	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = value.p[i];
		if (c == '\\' && i + 1 < value.n) {
			c = value.p[++i];
			c = c == 'n' || c == 'N' ? '\n' : c;
		}
		text_add_byte(&out, c);
	}
	return text_span(&out);
}
