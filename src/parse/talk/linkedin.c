/* messages.csv of LinkedIn's data export: RFC 4180 with a head line, rows of a message, the
 * newest first. They are told from the last to the first, so that days run forward. Whose
 * export it is: the profile that takes part in every conversation. */
#include "parse/talk/inside.h"

enum column {
	CONVERSATION,
	TITLE,
	FROM,
	FROM_URL,
	TO,
	TO_URLS,
	DATE,
	SUBJECT,
	CONTENT,
	ATTACHMENTS,
	DRAFT,
	COLUMNS
};

static const struct span titles[COLUMNS] = { SPAN("CONVERSATION ID"),
	SPAN("CONVERSATION TITLE"), SPAN("FROM"), SPAN("SENDER PROFILE URL"), SPAN("TO"),
	SPAN("RECIPIENT PROFILE URLS"), SPAN("DATE"), SPAN("SUBJECT"), SPAN("CONTENT"),
	SPAN("ATTACHMENTS"), SPAN("IS MESSAGE DRAFT") };

enum { ROWS_MAX = 2000000, FIELDS_MAX = 40 };

struct row {
	struct span fields[FIELDS_MAX]; /* without quotes, doubled ones not undone */
	size_t count;
};

/* One field off `*s`; true when the row goes on. */
static bool take_field(struct span *s, struct span *field_r)
{
	if (s->n && s->p[0] == '"') {
		struct span in = span_skip(*s, 1), rest = in;
		size_t at;
		while ((at = span_find_byte(rest, '"')) != SPAN_NONE && at + 1 < rest.n &&
			rest.p[at + 1] == '"')
			rest = span_skip(rest, at + 2);
		*field_r = at == SPAN_NONE ? in : span_between(in.p, rest.p + at);
		*s = span_skip(rest, at == SPAN_NONE ? rest.n : at + 1);
	} else {
		size_t n = 0;
		while (n < s->n && s->p[n] != ',' && s->p[n] != '\n')
			n++;
		*field_r = span_trim(span_take(*s, n));
		*s = span_skip(*s, n);
	}
	while (s->n && s->p[0] != ',' && s->p[0] != '\n')
		*s = span_skip(*s, 1);
	bool more = s->n && s->p[0] == ',';
	*s = span_skip(*s, 1);
	return more;
}

static bool take_row(struct span *s, struct row *row_r)
{
	struct span field;
	bool more = s->n > 0;
	row_r->count = 0;
	if (!more)
		return false;
	while (more) {
		more = take_field(s, &field);
		if (row_r->count < FIELDS_MAX)
			row_r->fields[row_r->count++] = field;
	}
	return true;
}

/* --- the table --- */

struct table {
	struct talk_reader *r;
	size_t places[COLUMNS]; /* of a column, SIZE_MAX: none */
	struct span me;		/* profile of the owner */
};

static void read_head(struct table *t, const struct row *head)
{
	for (size_t c = 0; c < COLUMNS; c++) {
		t->places[c] = SIZE_MAX;
		for (size_t i = 0; i < head->count; i++)
			if (span_equal_nocase(head->fields[i], titles[c]))
				t->places[c] = i;
	}
}

static struct span cell(const struct table *t, const struct row *row, enum column c)
{
	return t->places[c] < row->count ? row->fields[t->places[c]] : SPAN("");
}

static struct span plain(struct arena *a, struct span field)
{
	struct text t;
	if (span_find(field, SPAN("\"\"")) == SPAN_NONE)
		return field;
	text_init(&t, a, TALK_TEXT_MAX);
	for (size_t i = 0; i < field.n; i++) {
		text_add_byte(&t, field.p[i]);
		i += field.p[i] == '"' && i + 1 < field.n && field.p[i + 1] == '"';
	}
	return text_span(&t);
}

/* Several stand with commas between. */
static bool is_in_list(struct span list, struct span one)
{
	while (list.p)
		if (span_equal(span_trim(span_split(&list, ',')), one))
			return true;
	return false;
}

static bool takes_part(const struct table *t, const struct row *row, struct span profile)
{
	return span_equal(cell(t, row, FROM_URL), profile) ||
	       is_in_list(cell(t, row, TO_URLS), profile);
}

/* Of the first row's two parties the one that is in all rows; empty when both are. */
static struct span owner_of(const struct table *t, struct span rest)
{
	struct row row;
	struct span from = SPAN(""), to = SPAN("");
	bool first = true, a = true, b = true;
	while ((a || b) && take_row(&rest, &row)) {
		if (!cell(t, &row, FROM_URL).n)
			continue;
		if (first) {
			from = cell(t, &row, FROM_URL);
			to = cell(t, &row, TO_URLS);
			b = span_find_byte(to, ',') == SPAN_NONE;
		}
		first = false;
		a = a && takes_part(t, &row, from);
		b = b && takes_part(t, &row, to);
	}
	if (a == b)
		return SPAN("");
	return a ? from : to;
}

static struct span last_of_path(struct span url)
{
	while (url.n && url.p[url.n - 1] == '/')
		url.n--;
	return span_skip(url, span_rfind_byte(url, '/') + 1);
}

static void tell(struct table *t, const struct row *row, uint64_t offset)
{
	struct talk_reader *r = t->r;
	struct span url = cell(t, row, FROM_URL), files = cell(t, row, ATTACHMENTS);
	if (span_equal_nocase(cell(t, row, DRAFT), SPAN("Yes")))
		return;
	talk_begin(r, offset);
	struct talk_message *m = &r->m;
	m->who.name = plain(r->scratch, cell(t, row, FROM));
	m->who.id = url;
	m->who.handle = last_of_path(url);
	m->chat_id = cell(t, row, CONVERSATION);
	m->chat = plain(r->scratch, cell(t, row, TITLE));
	m->is_group = span_find_byte(cell(t, row, TO_URLS), ',') != SPAN_NONE;
	m->when_s = talk_when_iso(cell(t, row, DATE));
	if (t->me.n && url.n)
		m->side = span_equal(url, t->me) ? TALK_MINE : TALK_THEIRS;
	talk_add_text(r, plain(r->scratch, cell(t, row, CONTENT)));
	while (files.p) {
		struct span one = span_trim(span_split(&files, ' '));
		talk_add_file(r, span_find(one, SPAN("://")) == SPAN_NONE
					 ? one
					 : last_of_path(one));
	}
	talk_end(r);
}

/* Offsets of rows: eight bytes each are all that is kept. */
static size_t list_rows(
	struct arena *a, struct span all, struct span rest, uint64_t **rows_r)
{
	struct row row;
	size_t count = 0, capacity = 0;
	uint64_t *rows = NULL;
	while (rest.n && count < ROWS_MAX) {
		rows = arena_grow(a, rows, count, &capacity, sizeof(*rows));
		rows[count++] = (uint64_t)(rest.p - all.p);
		take_row(&rest, &row);
	}
	*rows_r = rows;
	return rest.n ? SIZE_MAX : count;
}

enum got talk_read_linkedin(struct talk_reader *r)
{
	struct table t = { .r = r };
	struct span rest = r->bytes;
	struct row row;
	uint64_t *rows;
	if (!take_row(&rest, &row))
		return GOT_NONE;
	read_head(&t, &row);
	t.me = owner_of(&t, rest);
	size_t count = list_rows(r->arena, r->bytes, rest, &rows);
	bool whole = count != SIZE_MAX;
	for (size_t i = whole ? count : ROWS_MAX; i > 0 && !r->ended; i--) {
		struct span s = span_skip(r->bytes, rows[i - 1]);
		if (take_row(&s, &row) && row.count > 1)
			tell(&t, &row, rows[i - 1]);
	}
	return whole ? GOT_ALL : GOT_SOME;
}
