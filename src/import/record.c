/* One line at a time to named fields (record.h). Of a JSON line the members of the object
 * itself count; a list or object among them is given as it stands. */
#include "import/record.h"

#include <errno.h>

#include "parse/csv.h"
#include "parse/file/json.h"

bool record_is_word_of(const char *words, struct span name)
{
	struct span rest = span_from_cstr(words);
	while (rest.p)
		if (span_equal_nocase(span_split(&rest, '|'), name))
			return true;
	return false;
}

static unsigned field_called(const struct record_names *names, struct span name)
{
	unsigned i = 0;
	while (i < names->count && !record_is_word_of(names->words[i], name))
		i++;
	return i;
}

/* --- JSON lines --- */

static bool is_null(struct span word)
{
	return span_equal(word, SPAN("null")) || span_equal(word, SPAN("None"));
}

static void put(struct record *r, const struct record_names *names, struct span name,
	struct span value)
{
	unsigned i = field_called(names, name);
	if (i == names->count)
		return;
	r->has |= (uint64_t)1 << i;
	if (!r->field[i].n)
		r->field[i] = value;
}

/* What is open at the object's own members, up to its end. */
static struct span skip_value(struct json *j, const struct json_item *open)
{
	struct json_item item;
	while (json_next(j, &item))
		if (item.kind == JSON_CLOSE && item.depth == open->depth)
			return span_between(
				j->all.p + open->offset, j->all.p + item.offset + 1);
	return SPAN("");
}

static void read_json(struct arena *a, struct span line, const struct record_names *names,
	struct record *r)
{
	struct json j = json_of(line);
	struct json_item item;
	r->is_json = true;
	bool whole = json_next(&j, &item) && item.kind == JSON_OBJECT;
	while (whole && json_next(&j, &item)) {
		if (item.kind == JSON_CLOSE)
			break;
		if (item.kind == JSON_OBJECT || item.kind == JSON_ARRAY)
			put(r, names, item.key, skip_value(&j, &item));
		else if (item.kind == JSON_STRING)
			put(r, names, item.key, json_text(a, item.text));
		else
			put(r, names, item.key,
				is_null(item.text) ? SPAN("") : item.text);
	}
	r->broken = !whole || j.broken || j.depth;
}

void record_read_json(struct arena *a, struct span object,
	const struct record_names *names, struct record *record_r)
{
	*record_r = (struct record){ .text = object };
	read_json(a, object, names, record_r);
}

bool record_next_object(struct json *j, struct span *object_r)
{
	struct json_item item;
	while (json_next(j, &item))
		if (item.kind == JSON_OBJECT && item.depth == 1) {
			*object_r = skip_value(j, &item);
			return object_r->n > 0;
		}
	return false;
}

/* --- tables --- */

struct columns {
	unsigned char separator;
	unsigned char field[CSV_FIELDS_MAX]; /* of each column; names->count: none */
	unsigned count;
	uint64_t has;
};

static struct span without_mark(struct span s)
{
	return span_trim(span_starts_with(s, SPAN("\xEF\xBB\xBF")) ? span_skip(s, 3) : s);
}

static void know_columns(const struct csv_record *head, const struct record_names *names,
	struct columns *c)
{
	c->count = head->count;
	for (unsigned i = 0; i < head->count; i++) {
		unsigned field = field_called(names, without_mark(head->field[i]));
		bool again = field < names->count && c->has >> field & 1;
		c->field[i] = (unsigned char)(again ? names->count : field);
		if (field < names->count)
			c->has |= (uint64_t)1 << field;
	}
}

static void read_row(const struct csv_record *row, const struct columns *c, unsigned none,
	struct record *r)
{
	for (unsigned i = 0; i < row->count && i < c->count; i++)
		if (c->field[i] < none)
			r->field[c->field[i]] = span_trim(row->field[i]);
	r->has = c->has;
	r->broken = row->broken;
	r->text = row->text;
}

/* --- both --- */

static bool is_json(struct span head)
{
	head = without_mark(span_take(head, 100));
	return head.n && head.p[0] == '{';
}

struct reading {
	struct arena *scratch;
	const struct record_names *names;
	record_take *take;
	void *state;
	struct columns columns;
	bool json;
	uint64_t line;
};

static int read_lines(struct reading *in, struct span lines, struct err *err_r)
{
	while (lines.n) {
		struct span line = span_line(&lines);
		struct record r = { .line = ++in->line, .text = line };
		if (!span_trim(line).n)
			continue;
		read_json(in->scratch, line, in->names, &r);
		int taken = in->take(in->state, &r, err_r);
		if (taken)
			return taken;
	}
	return 0;
}

static int read_table(struct reading *in, struct span lines, struct err *err_r)
{
	struct csv_record row;
	while (csv_next(in->scratch, &lines, in->columns.separator, &row)) {
		struct record r = { .line = in->line + 1 };
		in->line += row.lines;
		read_row(&row, &in->columns, in->names->count, &r);
		int taken = in->take(in->state, &r, err_r);
		if (taken)
			return taken;
	}
	return 0;
}

static int read_head(struct source *source, struct reading *in, struct err *err_r)
{
	struct span block, rest;
	struct csv_record head;
	int r = source_peek(source, SOURCE_BLOCK, &block, err_r);
	if (r < 0)
		return r;
	rest = block;
	in->json = is_json(block);
	if (in->json)
		return 0;
	in->columns.separator =
		csv_separator(span_take(block, span_find_byte(block, '\n')));
	if (!csv_next(in->scratch, &rest, in->columns.separator, &head))
		return 0; /* empty */
	know_columns(&head, in->names, &in->columns);
	in->line = head.lines;
	source_take(source, (size_t)(rest.p - block.p));
	return 0;
}

int records_read(struct source *source, struct arena *scratch,
	const struct record_names *names, record_take *take, record_mark *mark,
	void *state, struct err *err_r)
{
	struct reading in = {
		.scratch = scratch, .names = names, .take = take, .state = state
	};
	int r = read_head(source, &in, err_r);
	while (r == 0) {
		struct span lines;
		r = source_lines(source, &lines, err_r);
		if (r < 0 || lines.n == 0)
			return r;
		r = in.json ? read_lines(&in, lines, err_r)
			    : read_table(&in, lines, err_r);
		if (r == 0 && mark)
			r = mark(state, err_r);
	}
	return r;
}

uint64_t records_taste(
	struct arena *scratch, struct span head, const struct record_names *names)
{
	struct span line = span_take(head, span_find_byte(head, '\n'));
	struct record r = { .has = 0 };
	if (is_json(head)) {
		read_json(scratch, line, names, &r);
		return r.has;
	}
	struct csv_record row;
	struct columns c = { .separator = csv_separator(line) };
	if (csv_next(scratch, &line, c.separator, &row) && !row.broken)
		know_columns(&row, names, &c);
	return c.has;
}
