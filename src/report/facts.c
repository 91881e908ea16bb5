/* Facts for people and for programs (facts.h). */
#include "report/facts.h"

#include "report/escape.h"

struct search {
	const struct facts *facts;
	const struct span *words;
	size_t count;
};

static struct span field(const struct search *s, enum fact_table table,
	const struct fact *fact, const char *column)
{
	return fact_field(&s->facts->table[table], fact, column);
}

static bool is_of(const struct search *s, const struct fact *said, const struct fact *of)
{
	return span_equal(field(s, FACT_ATTRIBUTION, said, "incident"),
		field(s, FACT_INCIDENT, of, "id"));
}

/* An incident is found by what was said of it, too. */
static bool is_found(
	const struct search *s, enum fact_table table, const struct fact *fact)
{
	const struct fact_rows *said = &s->facts->table[FACT_ATTRIBUTION];
	if (fact_has(fact, s->words, s->count))
		return true;
	for (size_t i = 0; table == FACT_INCIDENT && i < said->count; i++)
		if (is_of(s, &said->facts[i], fact) &&
			fact_has(&said->facts[i], s->words, s->count))
			return true;
	return false;
}

/* ---- text */

static void add(struct text *t, const char *before, struct span value, const char *behind)
{
	if (!value.n)
		return;
	text_add_cstr(t, before);
	escape_terminal(t, value);
	text_add_cstr(t, behind);
}

/* What of a row is told, in this order; what it leaves empty is left out. */
struct piece {
	const char *before, *column, *behind;
};

enum { PIECES_MAX = 6 };

static const struct part {
	enum fact_table table;
	const char *heading;
	struct piece pieces[PIECES_MAX];
} parts[] = {
	{ FACT_INCIDENT, "incidents, and what was said of them",
		{ { "  ", "date", "  " }, { "", "victim", "" },
			{ ", ", "amount_usd", " USD" }, { ", ", "method", "" } } },
	{ FACT_STATEMENT, "statements of authorities",
		{ { "  ", "date", "  " }, { "", "who", "" }, { ": ", "what", "" },
			{ "; it names ", "actors", "" } } },
	{ FACT_ACTOR, "groups, as they are described",
		{ { "  ", "name", "" }, { " (", "level", ")" }, { ": ", "signature", "" },
			{ "; targets: ", "targets", "" },
			{ "; also called ", "other_names", "" } } },
	{ FACT_UNIT, "units that are said to be",
		{ { "  ", "name", "" }, { " (", "local_name", ")" }, { ": ", "role", "" },
			{ "; said to be under ", "parent", "" } } },
	{ FACT_NAME, "who calls whom what; names of two are not the same group for that",
		{ { "  \"", "label", "\"" }, { ": ", "who_says", " calls so" },
			{ " ", "cluster", "" }, { " (", "relation", ")" } } },
};

/* Stands under its incident. */
static const struct part attribution = { FACT_ATTRIBUTION, "",
	{ { "    ", "by", "" }, { " (", "kind", ")" }, { ", ", "date", "" },
		{ ": ", "actor", "" }, { " - ", "wording", "" } } };

static void add_row(struct text *t, const struct search *s, const struct part *part,
	const struct fact *f)
{
	for (size_t i = 0; i < PIECES_MAX && part->pieces[i].column; i++) {
		const struct piece *piece = &part->pieces[i];
		add(t, piece->before, field(s, part->table, f, piece->column),
			piece->behind);
	}
	if (part->table != FACT_INCIDENT) { /* the sources of one are its attributions' */
		add(t, "; grade ", field(s, part->table, f, "grade"), "");
		add(t, "; source: ", field(s, part->table, f, "source"), "");
	}
	text_add_byte(t, '\n');
}

static void add_attributions(
	struct text *t, const struct search *s, const struct fact *incident)
{
	const struct fact_rows *said = &s->facts->table[FACT_ATTRIBUTION];
	for (size_t i = 0; i < said->count; i++)
		if (is_of(s, &said->facts[i], incident))
			add_row(t, s, &attribution, &said->facts[i]);
}

size_t facts_add_text(
	struct text *t, const struct facts *facts, const struct span *words, size_t count)
{
	struct search s = { facts, words, count };
	size_t all = 0;
	for (size_t p = 0; p < sizeof(parts) / sizeof(*parts); p++) {
		const struct fact_rows *rows = &facts->table[parts[p].table];
		size_t found = 0;
		for (size_t i = 0; i < rows->count; i++) {
			if (!is_found(&s, parts[p].table, &rows->facts[i]))
				continue;
			if (!found++)
				text_printf(
					t, "%s%s:\n", all ? "\n" : "", parts[p].heading);
			add_row(t, &s, &parts[p], &rows->facts[i]);
			if (parts[p].table == FACT_INCIDENT)
				add_attributions(t, &s, &rows->facts[i]);
		}
		all += found;
	}
	if (all)
		text_add_cstr(t,
			"\nEach is what somebody said on a day. Nothing here says "
			"who is behind what you have before you.\n");
	return all;
}

/* ---- JSON */

static void add_object(struct text *t, const struct fact_rows *rows,
	const struct fact *fact, enum fact_table table)
{
	text_printf(t, "{\"schema\":\"assay-facts-1\",\"table\":\"%s\"",
		fact_table_name(table));
	for (unsigned i = 0; i < rows->column_count; i++) {
		if (!fact->field[i].n)
			continue;
		text_printf(t, ",\"%.*s\":\"", SPAN_ARG(rows->columns.field[i]));
		escape_json(t, fact->field[i]);
		text_add_byte(t, '"');
	}
	text_add_cstr(t, "}\n");
}

size_t facts_add_json(
	struct text *t, const struct facts *facts, const struct span *words, size_t count)
{
	struct search s = { facts, words, count };
	const struct fact_rows *incidents = &facts->table[FACT_INCIDENT];
	size_t all = 0;
	for (enum fact_table table = 0; table < FACT_TABLES; table++) {
		const struct fact_rows *rows = &facts->table[table];
		for (size_t i = 0; i < rows->count; i++) {
			const struct fact *f = &rows->facts[i];
			bool found = is_found(&s, table, f);
			for (size_t k = 0; table == FACT_ATTRIBUTION && !found &&
					   k < incidents->count;
				k++)
				found = is_of(&s, f, &incidents->facts[k]) &&
					is_found(&s, FACT_INCIDENT, &incidents->facts[k]);
			if (!found)
				continue;
			add_object(t, rows, f, table);
			all++;
		}
	}
	return all;
}
