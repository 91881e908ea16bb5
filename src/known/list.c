/* Lists of what is known, at rest: a table of comma-separated values (RFC 4180) below lines of
 * "#name,value" that tell whose list it is (docs/known.md).
 *
 * An address is known by what is paid to, not by its spelling. A ledger that copied another's
 * form shares its addresses: a list's "USDT" may be an address of Bitcoin, so that chains are
 * told by form alone. Lists that lost the case of base58 still match, and say so: that two
 * addresses with right checksums differ in case alone is one chance in billions. */
#include "known/list.h"

#include <errno.h>

#include "base/when.h"
#include "money/address.h"
#include "parse/csv.h"

static const char *const kind_names[KNOWN_KINDS] = {
	[KNOWN_LISTED] = "listed",
	[KNOWN_STATED] = "stated",
	[KNOWN_LABEL] = "label",
};

static const char *const columns[] = { "address", "asset", "name", "program", "reference",
	"from", "to", "note" };
enum { COLUMNS = sizeof(columns) / sizeof(*columns) };

const char *known_kind_name(enum known_kind kind)
{
	return kind_names[kind];
}

bool known_kind_of(struct span name, enum known_kind *kind_r)
{
	for (unsigned i = 0; i < KNOWN_KINDS; i++)
		if (span_equal(name, span_from_cstr(kind_names[i]))) {
			*kind_r = (enum known_kind)i;
			return true;
		}
	return false;
}

struct known_row *known_list_add(struct arena *a, struct known_list *list)
{
	list->rows = arena_grow(
		a, list->rows, list->count, &list->capacity, sizeof(*list->rows));
	struct known_row *row = &list->rows[list->count++];
	*row = (struct known_row){ .to_s = KNOWN_ALWAYS };
	return row;
}

/* --- keys --- */

static void key_add(struct known_key *key, const void *p, size_t n)
{
	size_t room = KNOWN_KEY_MAX - key->count;
	memcpy(key->bytes + key->count, p, n < room ? n : room);
	key->count += n < room ? n : room;
}

static enum money_chain chain_of_form(enum money_chain chain)
{
	return chain == MONEY_BITCOIN_CASH ? MONEY_BITCOIN : chain;
}

bool known_key(struct span address, struct known_key *key_r)
{
	struct money_address m;
	key_r->count = 0;
	if (!money_address_read(address, &m) || m.checksum == MONEY_WRONG)
		return false;
	unsigned char head[2] = { (unsigned char)chain_of_form(m.chain),
		(unsigned char)m.kind };
	key_add(key_r, head, sizeof(head));
	key_add(key_r, m.bytes, m.count);
	return true;
}

bool known_key_loose(struct span address, struct known_key *key_r)
{
	key_r->count = 0;
	if (!address.n || address.n >= KNOWN_KEY_MAX)
		return false;
	key_add(key_r, "", 1); /* no chain: never the key of a form that was read */
	for (size_t i = 0; i < address.n; i++) {
		unsigned char c = ascii_lower(address.p[i]);
		key_add(key_r, &c, 1);
	}
	return true;
}

/* --- reading --- */

static bool read_day(struct span s, int64_t *day_s_r)
{
	int64_t when_s;
	if (s.n != sizeof("2026-08-20") - 1 || !when_parse(s, &when_s))
		return false;
	*day_s_r = when_s;
	return true;
}

static bool take_head(struct known_list *list, struct span name, struct span value)
{
	struct {
		struct span name;
		struct span *to;
	} texts[] = { { SPAN("#source"), &list->source }, { SPAN("#url"), &list->url },
		{ SPAN("#grade"), &list->grade } };
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (span_equal(name, texts[i].name)) {
			*texts[i].to = value;
			return value.n > 0;
		}
	if (span_equal(name, SPAN("#since")))
		return read_day(value, &list->since_s);
	if (span_equal(name, SPAN("#date")))
		return read_day(value, &list->date_s);
	return span_equal(name, SPAN("#kind")) && known_kind_of(value, &list->kind);
}

static bool is_heading(const struct csv_record *r)
{
	bool same = r->count == COLUMNS;
	for (unsigned i = 0; same && i < COLUMNS; i++)
		same = span_equal(r->field[i], span_from_cstr(columns[i]));
	return same;
}

static bool take_row(struct arena *a, struct known_list *list, const struct csv_record *r)
{
	struct known_row *row = known_list_add(a, list);
	struct span *const texts[] = { &row->address, &row->asset, &row->name,
		&row->program, &row->reference };
	if (r->count != COLUMNS || !r->field[0].n)
		return false;
	for (unsigned i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		*texts[i] = r->field[i];
	row->note = r->field[7];
	return read_day(r->field[5], &row->from_s) &&
	       (!r->field[6].n || read_day(r->field[6], &row->to_s));
}

static bool is_whole(const struct known_list *list)
{
	return list->source.n && list->grade.n && list->date_s >= list->since_s &&
	       list->since_s;
}

int known_list_read(struct arena *a, struct span id, struct span text,
	struct known_list *list_r, struct err *err_r)
{
	struct csv_record r;
	unsigned line = 0;
	bool in_rows = false, good = true;
	*list_r = (struct known_list){ .id = id };
	for (; good && csv_next(a, &text, ',', &r);) {
		line += r.lines;
		if (line == r.lines)
			good = r.count && span_equal(r.field[0], SPAN("#assay-known-1"));
		else if (in_rows)
			good = !r.broken && take_row(a, list_r, &r);
		else if (r.count && r.field[0].n && r.field[0].p[0] == '#')
			good = r.count == 2 && take_head(list_r, r.field[0], r.field[1]);
		else
			good = in_rows = is_heading(&r);
	}
	if (!good)
		return err_set(err_r, EBADMSG, "%.*s: line %u is not as in docs/known.md",
			SPAN_ARG(id), line);
	if (!in_rows || !is_whole(list_r))
		return err_set(err_r, EBADMSG,
			"%.*s: a list tells source, kind, grade, since and date, and "
			"then "
			"has rows",
			SPAN_ARG(id));
	return 0;
}

/* --- writing --- */

static void add_head(struct text *t, const char *name, struct span value)
{
	if (!value.n)
		return;
	text_printf(t, "#%s,", name);
	csv_add_field(t, value);
	text_add_byte(t, '\n');
}

static void add_head_day(struct text *t, const char *name, int64_t day_s)
{
	text_printf(t, "#%s,", name);
	when_print_day(t, day_s);
	text_add_byte(t, '\n');
}

static void add_row(struct text *t, const struct known_row *row)
{
	const struct span texts[] = { row->address, row->asset, row->name, row->program,
		row->reference };
	for (unsigned i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		csv_add_field(t, texts[i]);
		text_add_byte(t, ',');
	}
	when_print_day(t, row->from_s);
	text_add_byte(t, ',');
	if (row->to_s != KNOWN_ALWAYS)
		when_print_day(t, row->to_s);
	text_add_byte(t, ',');
	csv_add_field(t, row->note);
	text_add_byte(t, '\n');
}

void known_list_write(struct text *t, const struct known_list *list)
{
	text_add_cstr(t, "#assay-known-1\n");
	add_head(t, "source", list->source);
	add_head(t, "url", list->url);
	add_head(t, "kind", span_from_cstr(known_kind_name(list->kind)));
	add_head(t, "grade", list->grade);
	add_head_day(t, "since", list->since_s);
	add_head_day(t, "date", list->date_s);
	for (unsigned i = 0; i < COLUMNS; i++)
		text_printf(t, "%s%s", i ? "," : "", columns[i]);
	text_add_byte(t, '\n');
	for (size_t i = 0; i < list->count; i++)
		add_row(t, &list->rows[i]);
}

bool known_is_name(const struct known_row *row)
{
	return span_starts_with(row->asset, SPAN("name/"));
}

bool known_is_of_names(const struct known_list *list)
{
	return list->count && known_is_name(&list->rows[0]);
}
