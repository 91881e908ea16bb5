/* Lists of others as tables with a heading, and as one address a line (form.h). Columns are
 * known by the names that publishers give them. */
#include "known/form.h"

#include <errno.h>

#include "base/when.h"
#include "money/address.h"
#include "parse/csv.h"

enum part { ADDRESS, ASSET, NAME, PROGRAM, REFERENCE, FROM, TO, NOTE, PARTS };
enum { NAMES_MAX = 7 };

static const char *const part_names[PARTS][NAMES_MAX] = {
	[ADDRESS] = { "address", "account", "wallet", "banned_address",
		"contract_address", "addr" },
	[ASSET] = { "asset", "assets", "currency", "chain", "network" },
	[NAME] = { "name", "entity", "name_tag", "nametag", "label", "tag",
		"wallet_tag" },
	[PROGRAM] = { "program", "category", "kind", "type" },
	[REFERENCE] = { "reference", "uid", "id", "url", "source" },
	[FROM] = { "from", "first_seen", "listed", "date" },
	[TO] = { "to", "absent_from", "delisted", "until" },
	[NOTE] = { "note", "notes", "comment", "description", "data_source" },
};

struct columns {
	size_t of[PARTS]; /* SPAN_NONE: there is none */
};

static bool is_named(struct span field, enum part part)
{
	for (unsigned i = 0; i < NAMES_MAX && part_names[part][i]; i++)
		if (span_equal_nocase(
			    span_trim(field), span_from_cstr(part_names[part][i])))
			return true;
	return false;
}

static bool read_heading(const struct csv_record *r, struct columns *columns_r)
{
	for (unsigned part = 0; part < PARTS; part++) {
		columns_r->of[part] = SPAN_NONE;
		for (size_t i = r->count; i--;)
			if (is_named(r->field[i], (enum part)part))
				columns_r->of[part] = i;
	}
	return columns_r->of[ADDRESS] != SPAN_NONE;
}

static struct span without_mark(struct span text)
{
	return span_starts_with(text, SPAN("\xEF\xBB\xBF")) ? span_skip(text, 3) : text;
}

static bool is_table(struct span text)
{
	struct arena *a = arena_create(1 << 20);
	struct csv_record r;
	struct columns columns;
	text = without_mark(text);
	struct span line = span_line(&text);
	bool is =
		csv_next(a, &line, csv_separator(line), &r) && read_heading(&r, &columns);
	arena_destroy(&a);
	return is;
}

static struct span part_of(
	const struct csv_record *r, const struct columns *c, enum part part)
{
	size_t i = c->of[part];
	return i < r->count ? span_trim(r->field[i]) : (struct span){ NULL, 0 };
}

/* Of dates with a time only the day counts. */
static bool read_day(struct span s, int64_t *day_s_r)
{
	return s.n >= 10 && when_parse(span_take(s, 10), day_s_r);
}

static int read_table(struct arena *a, struct span text, struct span beside,
	struct known_list *list, struct err *err_r)
{
	struct csv_record r;
	struct columns c;
	unsigned line = 0;
	(void)beside;
	text = without_mark(text);
	struct span rest = text;
	unsigned char separator = csv_separator(span_line(&rest));
	if (!csv_next(a, &text, separator, &r) || !read_heading(&r, &c))
		return err_set(err_r, EBADMSG, "no column is called address");
	for (line = r.lines; csv_next(a, &text, separator, &r);) {
		line += r.lines;
		struct span address = part_of(&r, &c, ADDRESS);
		struct span from = part_of(&r, &c, FROM), to = part_of(&r, &c, TO);
		if (r.broken || !address.n)
			return err_set(err_r, EBADMSG, "line %u has no address", line);
		struct known_row *row = known_list_add(a, list);
		row->address = address;
		row->asset = part_of(&r, &c, ASSET);
		row->name = part_of(&r, &c, NAME);
		row->program = part_of(&r, &c, PROGRAM);
		row->reference = part_of(&r, &c, REFERENCE);
		row->note = part_of(&r, &c, NOTE);
		if ((from.n && !read_day(from, &row->from_s)) ||
			(to.n && !read_day(to, &row->to_s)))
			return err_set(err_r, EBADMSG,
				"line %u: a date is written as 2026-11-28", line);
	}
	return 0;
}

const struct known_form known_form_table = { "table",
	"a table with a heading: address, name, from, to and more", is_table, read_table,
	NULL };

/* --- one a line --- */

static struct span next_address(struct span *text)
{
	struct span line = span_trim(span_line(text));
	return span_take(line, span_find_byte(line, '#'));
}

static bool is_lines(struct span text)
{
	struct money_address m;
	text = without_mark(text);
	while (text.n) {
		struct span address = span_trim(next_address(&text));
		if (address.n)
			return money_address_read(address, &m);
	}
	return false;
}

static int read_lines(struct arena *a, struct span text, struct span beside,
	struct known_list *list, struct err *err_r)
{
	(void)beside;
	text = without_mark(text);
	for (unsigned line = 1; text.n; line++) {
		struct span address = span_trim(next_address(&text));
		if (!address.n)
			continue;
		if (span_find_byte(address, ' ') != SPAN_NONE)
			return err_set(err_r, EBADMSG,
				"line %u: more than an address stands there", line);
		known_list_add(a, list)->address = address;
	}
	return 0;
}

const struct known_form known_form_lines = { "lines",
	"one address a line; what stands behind # is not read", is_lines, read_lines,
	NULL };
