/* Lists of names, of people, firms, ships and aircraft (form.h). A row's `address` is then a name
 * as it is listed, its `asset` tells of what ("name/person"), and `name` is the name by which the
 * listed one is chiefly known.
 *
 * - OFAC's sdn.csv with alt.csv: "SDN List data specifications" (dat_spec.txt).
 * - Tables with the columns name and aliases or alt_names, parted by semicolons: the Consolidated
 *   Screening List of the US Department of Commerce, OpenSanctions' targets.simple.csv.
 * - The UN Security Council's consolidated list (XML, sc-sanctions.xsd).
 *
 * Days on which somebody was listed are notes: those who have left these lists are not in them, so
 * of earlier days they tell nothing. */
#include <errno.h>

#include "base/num.h"
#include "base/when.h"
#include "known/form.h"
#include "known/name.h"
#include "parse/csv.h"
#include "parse/file/xml.h"

enum { SDN_COLUMNS = 12, ALT_COLUMNS = 5, FULL_NAME_MAX = 1024 };

/* One who is listed. */
struct listed {
	struct span name, program, reference, note;
	const char *kind; /* "name/person" */
};

static void add_name(struct arena *a, struct known_list *list, const struct listed *of,
	struct span name)
{
	name = span_trim(name);
	if (!name.n || name.n > NAME_BYTES_MAX)
		return;
	struct known_row *row = known_list_add(a, list);
	row->address = name;
	row->asset = span_from_cstr(of->kind);
	row->name = of->name;
	row->program = of->program;
	row->reference = of->reference;
	row->note = of->note;
}

static const char *kind_of(struct span word)
{
	static const struct {
		const char *word, *kind;
	} kinds[] = {
		{ "individual", "name/person" },
		{ "person", "name/person" },
		{ "vessel", "name/vessel" },
		{ "aircraft", "name/aircraft" },
		{ "airplane", "name/aircraft" },
	};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (span_equal_nocase(word, span_from_cstr(kinds[i].word)))
			return kinds[i].kind;
	return "name/organization";
}

/* ---- OFAC */

static struct span meant(struct span field)
{
	field = span_trim(field);
	return span_equal(field, SPAN("-0-")) ? span_take(field, 0) : field;
}

static bool is_end(const struct csv_record *r)
{
	return r->count == 1 && r->field[0].n == 1 && r->field[0].p[0] == 0x1A;
}

static int read_sdn(
	struct arena *a, struct span text, struct known_list *list, struct err *err_r)
{
	struct csv_record r;
	uint64_t number;
	for (unsigned line = 0; csv_next(a, &text, ',', &r);) {
		line += r.lines;
		if (is_end(&r))
			continue;
		if (r.broken || r.count < SDN_COLUMNS ||
			!num_parse(span_trim(r.field[0]), UINT32_MAX, &number))
			return err_set(err_r, EBADMSG,
				"line %u of the list is no row of OFAC's list", line);
		struct listed one = { .name = meant(r.field[1]),
			.program = meant(r.field[3]),
			.reference = span_trim(r.field[0]),
			.kind = kind_of(meant(r.field[2])) };
		add_name(a, list, &one, one.name);
	}
	return 0;
}

/* Both tables stand in the order of their numbers; where they do not, all rows are looked at. */
static const struct known_row *row_of(
	const struct known_list *list, size_t count, struct span reference, size_t *from)
{
	for (size_t i = 0; i < count; i++) {
		const struct known_row *row = &list->rows[(*from + i) % count];
		if (span_equal(row->reference, reference)) {
			*from = (*from + i) % count;
			return row;
		}
	}
	return NULL;
}

static int read_alt(
	struct arena *a, struct span text, struct known_list *list, struct err *err_r)
{
	struct csv_record r;
	size_t count = list->count, from = 0;
	for (unsigned line = 0; csv_next(a, &text, ',', &r);) {
		line += r.lines;
		if (is_end(&r))
			continue;
		if (r.broken || r.count < ALT_COLUMNS)
			return err_set(err_r, EBADMSG,
				"line %u of the other names is no row of OFAC's", line);
		const struct known_row *row =
			row_of(list, count, span_trim(r.field[0]), &from);
		if (!row)
			return err_set(err_r, EBADMSG,
				"line %u of the other names is of nobody in the list: "
				"they are of different days",
				line);
		const struct listed of = { row->name, row->program, row->reference,
			row->note, (const char *)row->asset.p };
		add_name(a, list, &of, meant(r.field[3]));
	}
	return 0;
}

static int read_ofac_names(struct arena *a, struct span text, struct span beside,
	struct known_list *list, struct err *err_r)
{
	int r = read_sdn(a, text, list, err_r);
	return r < 0 ? r : read_alt(a, beside, list, err_r);
}

/* Its first file alone looks like that of the addresses. */
static bool is_never(struct span text)
{
	(void)text;
	return false;
}

const struct known_form known_form_ofac_names = { "ofac-names",
	"names: sdn.csv of OFAC, with alt.csv as the second file", is_never,
	read_ofac_names, "alt.csv" };

/* ---- tables */

enum part { NAME, OTHERS, KIND, PROGRAM, REFERENCE, PARTS };
enum { WORDS_MAX = 4 };

static const char *const words[PARTS][WORDS_MAX] = {
	[NAME] = { "name" },
	[OTHERS] = { "aliases", "alt_names" },
	[KIND] = { "schema", "type" },
	[PROGRAM] = { "programs", "program_ids", "sanctions", "source" },
	[REFERENCE] = { "id", "entity_number", "_id" },
};

static void find_columns(const struct csv_record *r, size_t columns_r[PARTS])
{
	for (unsigned part = 0; part < PARTS; part++) {
		columns_r[part] = SPAN_NONE;
		for (unsigned w = WORDS_MAX; w-- > 0;)
			for (size_t i = 0; words[part][w] && i < r->count; i++)
				if (span_equal_nocase(span_trim(r->field[i]),
					    span_from_cstr(words[part][w])))
					columns_r[part] = i;
	}
}

static struct span field_of(const struct csv_record *r, size_t column)
{
	return column < r->count ? span_trim(r->field[column]) : SPAN("");
}

static struct span without_mark(struct span text)
{
	return span_starts_with(text, SPAN("\xEF\xBB\xBF")) ? span_skip(text, 3) : text;
}

static bool is_names(struct span text)
{
	struct arena *a = arena_create(1 << 20);
	struct csv_record r;
	size_t columns[PARTS] = { SPAN_NONE, SPAN_NONE };
	text = without_mark(text);
	struct span line = span_line(&text);
	if (csv_next(a, &line, ',', &r))
		find_columns(&r, columns);
	arena_destroy(&a);
	return columns[NAME] != SPAN_NONE && columns[OTHERS] != SPAN_NONE;
}

static void add_all(struct arena *a, struct known_list *list, const struct listed *of,
	struct span others)
{
	add_name(a, list, of, of->name);
	while (others.p) {
		struct span other = span_trim(span_split(&others, ';'));
		if (!span_equal(other, of->name))
			add_name(a, list, of, other);
	}
}

static int read_names(struct arena *a, struct span text, struct span beside,
	struct known_list *list, struct err *err_r)
{
	struct csv_record r;
	size_t columns[PARTS];
	(void)beside;
	text = without_mark(text);
	if (!csv_next(a, &text, ',', &r))
		return err_set(err_r, EBADMSG, "no line of column names");
	find_columns(&r, columns);
	if (columns[NAME] == SPAN_NONE)
		return err_set(err_r, EBADMSG, "no column is called name");
	for (unsigned line = r.lines; csv_next(a, &text, ',', &r);) {
		line += r.lines;
		if (r.broken)
			return err_set(err_r, EBADMSG, "line %u is broken", line);
		struct listed one = { .name = field_of(&r, columns[NAME]),
			.program = field_of(&r, columns[PROGRAM]),
			.reference = field_of(&r, columns[REFERENCE]),
			.kind = kind_of(field_of(&r, columns[KIND])) };
		add_all(a, list, &one, field_of(&r, columns[OTHERS]));
	}
	return 0;
}

const struct known_form known_form_names = { "names",
	"names: a table with the columns name and aliases or alt_names", is_names,
	read_names, NULL };

/* ---- the UN's list */

static bool is_un(struct span text)
{
	return span_find(span_take(without_mark(text), 4096),
		       SPAN("<CONSOLIDATED_LIST")) != SPAN_NONE;
}

/* What is being read of one. */
struct un_reading {
	struct arena *arena;
	struct known_list *list;
	struct listed one;
	struct text name;    /* the parts of it so far */
	struct span *others; /* other names, until the name is whole */
	size_t other_count, other_capacity;
	bool inside;
};

static void un_begin(struct un_reading *u, bool person)
{
	u->one = (struct listed){ .kind = person ? "name/person" : "name/organization" };
	u->other_count = 0;
	u->inside = true;
	text_init(&u->name, u->arena, FULL_NAME_MAX);
}

static void un_end(struct un_reading *u)
{
	u->one.name = text_span(&u->name);
	u->inside = false;
	add_name(u->arena, u->list, &u->one, u->one.name);
	for (size_t i = 0; i < u->other_count; i++)
		add_name(u->arena, u->list, &u->one, u->others[i]);
}

static void un_add_part(struct un_reading *u, struct span part)
{
	if (u->name.n && part.n)
		text_add_byte(&u->name, ' ');
	text_add(&u->name, part);
}

static void un_add_other(struct un_reading *u, struct span name)
{
	u->others = arena_grow(u->arena, u->others, u->other_count, &u->other_capacity,
		sizeof(*u->others));
	u->others[u->other_count++] = name;
}

/* An element that ends: its text stands before. */
static void un_take(struct un_reading *u, const struct xml_tag *tag)
{
	static const char *const parts[] = { "FIRST_NAME", "SECOND_NAME", "THIRD_NAME",
		"FOURTH_NAME" };
	struct span text = span_trim(xml_text(u->arena, tag->text));
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (span_equal(tag->name, span_from_cstr(parts[i])))
			un_add_part(u, text);
	if (span_equal(tag->name, SPAN("ALIAS_NAME")) ||
		span_equal(tag->name, SPAN("NAME_ORIGINAL_SCRIPT")))
		un_add_other(u, text);
	if (span_equal(tag->name, SPAN("UN_LIST_TYPE")))
		u->one.program = text;
	if (span_equal(tag->name, SPAN("REFERENCE_NUMBER")))
		u->one.reference = text;
	if (span_equal(tag->name, SPAN("LISTED_ON")))
		u->one.note = span_from_cstr(
			arena_printf(u->arena, "listed on %.*s", SPAN_ARG(text)));
}

static int read_un(struct arena *a, struct span text, struct span beside,
	struct known_list *list, struct err *err_r)
{
	struct un_reading u = { .arena = a, .list = list };
	struct span rest = xml_bytes(a, text);
	struct xml_tag tag;
	bool whole = false;
	(void)beside;
	while (xml_next(&rest, &tag)) {
		bool person = span_equal(tag.name, SPAN("INDIVIDUAL"));
		bool one = person || span_equal(tag.name, SPAN("ENTITY"));
		if (span_equal(tag.name, SPAN("CONSOLIDATED_LIST")) && !tag.is_end)
			when_parse(
				span_take(xml_attribute(a, &tag, SPAN("dateGenerated")),
					10),
				&list->date_s);
		whole |= span_equal(tag.name, SPAN("CONSOLIDATED_LIST")) && tag.is_end;
		if (one && !tag.is_end && !tag.is_empty)
			un_begin(&u, person);
		else if (one && tag.is_end && u.inside)
			un_end(&u);
		else if (tag.is_end && u.inside)
			un_take(&u, &tag);
	}
	return whole ? 0 : err_set(err_r, EBADMSG, "the list breaks off: it has no end");
}

const struct known_form known_form_un = { "un",
	"names: the UN Security Council's consolidated list (XML)", is_un, read_un,
	NULL };
