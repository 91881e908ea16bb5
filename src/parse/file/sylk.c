/* Symbolic links, the text form of old spreadsheets (Microsoft's summary of SYLK fields of
 * 1986): lines of fields behind semicolons. Of all that only what acts is read: expressions
 * of cells ("C;X1;Y1;EEXEC(...)"), names that start by themselves ("NN;NAuto_open;ER1C1"),
 * whether the sheet is one of macros ("O;E"), files that values come from ("NE;Fbook.xls").
 *
 * A semicolon in a field is doubled; a byte may be written as ESC and two signs, of 0x20 and
 * 0x30 with its halves. Values, formats and fonts are not read. */
#include "parse/file/sylk.h"

#include "base/text.h"
#include "parse/file/formula.h"

enum { LINES_MAX = 1 << 20, FIELD_MAX = 8 << 10, LINKS_MAX = 100, DDE_MAX = 100 };

struct reading {
	struct arena *arena;
	struct sylk *sylk;
	struct span bytes;
	size_t capacity, links;
	bool more;
};

/* A line ends with CR, LF or both. */
static struct span take_line(struct span *rest)
{
	size_t n = 0;
	while (n < rest->n && rest->p[n] != '\r' && rest->p[n] != '\n')
		n++;
	struct span line = span_take(*rest, n);
	*rest = span_skip(*rest, n + 1);
	return line;
}

/* Up to a semicolon that is not doubled; `*line` moves behind it. */
static struct span take_field(struct span *line)
{
	size_t n = 0;
	while (n < line->n &&
		(line->p[n] != ';' || (n + 1 < line->n && line->p[n + 1] == ';')))
		n += line->p[n] == ';' ? 2 : 1;
	struct span field = span_take(*line, n);
	*line = span_skip(*line, n + 1);
	return field;
}

static bool is_escape(struct span s)
{
	return s.n > 2 && s.p[0] == 0x1B && s.p[1] >> 4 == 2 && s.p[2] >> 4 == 3;
}

/* What a field says; a copy only where something is written otherwise. */
static struct span plain(struct reading *r, struct span s)
{
	struct text t;
	r->more |= s.n > FIELD_MAX;
	s = span_take(s, FIELD_MAX);
	if (span_find_byte(s, ';') == SPAN_NONE && span_find_byte(s, 0x1B) == SPAN_NONE)
		return s;
	text_init(&t, r->arena, s.n);
	while (s.n) {
		bool escape = is_escape(s), twice = span_starts_with(s, SPAN(";;"));
		text_add_byte(
			&t, escape ? (unsigned char)((s.p[1] & 15) << 4 | (s.p[2] & 15))
				   : s.p[0]);
		s = span_skip(s, escape ? 3 : twice ? 2 : 1);
	}
	return text_span(&t);
}

static uint64_t offset_of(const struct reading *r, struct span field)
{
	return (uint64_t)(field.p - r->bytes.p);
}

static void note_call(struct workbook_call *call, const char *function, struct span text,
	uint64_t offset)
{
	if (function && !call->function)
		*call = (struct workbook_call){ function, text, offset };
}

static void read_expression(struct reading *r, struct span field)
{
	struct workbook_facts *book = &r->sylk->book;
	struct span text = plain(r, span_skip(field, 1));
	uint64_t offset = offset_of(r, field);
	struct formula f;
	formula_read(text, &f);
	book->formulas++;
	note_call(&book->runs, f.runs, f.string, offset);
	note_call(&book->writes, f.writes, f.string, offset);
	if (!f.server.n)
		return;
	r->more |= book->dde_count == DDE_MAX;
	if (book->dde_count == DDE_MAX)
		return;
	book->dde = arena_grow(
		r->arena, book->dde, book->dde_count, &r->capacity, sizeof(*book->dde));
	book->dde[book->dde_count++] = (struct workbook_dde){ f.server, f.topic, offset };
}

static void read_name(struct reading *r, struct span field)
{
	struct span name = plain(r, span_skip(field, 1));
	if (span_starts_with_nocase(name, SPAN("_xlnm.")))
		name = span_skip(name, 6);
	if (!r->sylk->book.auto_name.n && span_starts_with_nocase(name, SPAN("auto_")))
		r->sylk->book.auto_name = name;
}

static void read_link(struct reading *r, struct span field)
{
	struct span target = plain(r, span_skip(field, 1));
	r->more |= r->links == LINKS_MAX;
	if (!target.n || r->links == LINKS_MAX)
		return;
	struct sylk_link *link = arena_new(r->arena, struct sylk_link);
	*link = (struct sylk_link){ target, offset_of(r, field), r->sylk->links };
	r->sylk->links = link;
	r->links++;
}

/* The record's own name says what a field's letter means. */
static void read_field(struct reading *r, struct span record, struct span field)
{
	unsigned char letter = field.n ? field.p[0] : 0;
	if (span_equal(record, SPAN("C")) && (letter == 'E' || letter == 'M'))
		read_expression(r, field);
	else if (span_equal(record, SPAN("NN")) && letter == 'N')
		read_name(r, field);
	else if (span_equal(record, SPAN("NN")) && letter == 'E')
		read_expression(r, field);
	else if (span_equal(record, SPAN("NE")) && letter == 'F')
		read_link(r, field);
	else if (span_equal(record, SPAN("O")) && letter == 'E')
		r->sylk->book.macro_sheets = 1;
}

enum got sylk_read(struct arena *a, struct span bytes, struct sylk *sylk_r)
{
	struct reading r = { .arena = a, .sylk = sylk_r, .bytes = bytes };
	struct span rest = bytes;
	*sylk_r = (struct sylk){ .book.sheets = 1 };
	for (size_t i = 0; rest.n && i < LINES_MAX; i++) {
		struct span line = take_line(&rest), record = take_field(&line);
		while (line.n)
			read_field(&r, record, take_field(&line));
	}
	/* Calls that run programs are macros, whatever the sheet says that it is. */
	if (sylk_r->book.runs.function)
		sylk_r->book.macro_sheets = 1;
	return r.more || rest.n ? GOT_LIMIT : GOT_ALL;
}
