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

static void add_source(struct text *t, const struct search *s, enum fact_table table,
	const struct fact *f)
{
	add(t, "; grade ", field(s, table, f, "grade"), "");
	add(t, "; source: ", field(s, table, f, "source"), "");
	text_add_byte(t, '\n');
}

static void add_attributions(
	struct text *t, const struct search *s, const struct fact *incident)
{
	const enum fact_table table = FACT_ATTRIBUTION;
	const struct fact_rows *said = &s->facts->table[table];
	for (size_t i = 0; i < said->count; i++) {
		const struct fact *f = &said->facts[i];
		if (!is_of(s, f, incident))
			continue;
		add(t, "    ", field(s, table, f, "by"), "");
		add(t, " (", field(s, table, f, "kind"), ")");
		add(t, ", ", field(s, table, f, "date"), "");
		add(t, ": ", field(s, table, f, "actor"), "");
		add(t, " - ", field(s, table, f, "wording"), "");
		add_source(t, s, table, f);
	}
}

static void add_incident(struct text *t, const struct search *s, const struct fact *f)
{
	const enum fact_table table = FACT_INCIDENT;
	add(t, "  ", field(s, table, f, "date"), "  ");
	add(t, "", field(s, table, f, "victim"), "");
	add(t, ", ", field(s, table, f, "amount_usd"), " USD");
	add(t, ", ", field(s, table, f, "method"), "");
	text_add_byte(t, '\n');
	add_attributions(t, s, f);
}

static void add_statement(struct text *t, const struct search *s, const struct fact *f)
{
	const enum fact_table table = FACT_STATEMENT;
	add(t, "  ", field(s, table, f, "date"), "  ");
	add(t, "", field(s, table, f, "who"), "");
	add(t, ": ", field(s, table, f, "what"), "");
	add(t, "; it names ", field(s, table, f, "actors"), "");
	add_source(t, s, table, f);
}

static void add_actor(struct text *t, const struct search *s, const struct fact *f)
{
	const enum fact_table table = FACT_ACTOR;
	add(t, "  ", field(s, table, f, "name"), "");
	add(t, " (", field(s, table, f, "level"), ")");
	add(t, ": ", field(s, table, f, "signature"), "");
	add(t, "; targets: ", field(s, table, f, "targets"), "");
	add(t, "; also called ", field(s, table, f, "other_names"), "");
	add_source(t, s, table, f);
}

static void add_unit(struct text *t, const struct search *s, const struct fact *f)
{
	const enum fact_table table = FACT_UNIT;
	add(t, "  ", field(s, table, f, "name"), "");
	add(t, " (", field(s, table, f, "local_name"), ")");
	add(t, ": ", field(s, table, f, "role"), "");
	add(t, "; said to be under ", field(s, table, f, "parent"), "");
	add_source(t, s, table, f);
}

static void add_name(struct text *t, const struct search *s, const struct fact *f)
{
	const enum fact_table table = FACT_NAME;
	add(t, "  \"", field(s, table, f, "label"), "\"");
	add(t, ": ", field(s, table, f, "who_says"), " calls so");
	add(t, " ", field(s, table, f, "cluster"), "");
	add(t, " (", field(s, table, f, "relation"), ")");
	add_source(t, s, table, f);
}

static const struct {
	enum fact_table table;
	const char *heading;
	void (*add)(struct text *t, const struct search *s, const struct fact *f);
} parts[] = {
	{ FACT_INCIDENT, "incidents, and what was said of them", add_incident },
	{ FACT_STATEMENT, "statements of authorities", add_statement },
	{ FACT_ACTOR, "groups, as they are described", add_actor },
	{ FACT_UNIT, "units that are said to be", add_unit },
	{ FACT_NAME, "who calls whom what; names of two are not the same group for that",
		add_name },
};

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
			parts[p].add(t, &s, &rows->facts[i]);
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
