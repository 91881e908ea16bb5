/* The tables of data/facts (facts.h). */
#include "known/facts.h"

#include "base/must.h"
#include "known/facts_table.h"
#include "parse/csv.h"

static const struct {
	const char *name;
	const unsigned char *bytes;
	const size_t *count;
} tables[FACT_TABLES] = {
	[FACT_INCIDENT] = { "incident", facts_incidents, &facts_incidents_bytes },
	[FACT_ATTRIBUTION] = { "attribution", facts_attributions,
		&facts_attributions_bytes },
	[FACT_STATEMENT] = { "statement", facts_statements, &facts_statements_bytes },
	[FACT_ACTOR] = { "actor", facts_actors, &facts_actors_bytes },
	[FACT_UNIT] = { "unit", facts_units, &facts_units_bytes },
	[FACT_NAME] = { "name", facts_names, &facts_names_bytes },
};

const char *fact_table_name(enum fact_table table)
{
	return tables[table].name;
}

/* The tables are ours: a row that does not fit is a fault of ours. */
static void read_table(struct arena *a, struct span text, struct fact_rows *rows)
{
	struct csv_record r;
	size_t capacity = 0;
	while (csv_next(a, &text, ',', &r)) {
		struct fact fact = { .field = { SPAN("") } };
		must(!r.broken && r.count <= FACT_FIELDS_MAX);
		for (size_t i = 0; i < r.count; i++)
			fact.field[i] = r.field[i];
		if (!rows->column_count) {
			rows->columns = fact;
			rows->column_count = (unsigned)r.count;
			continue;
		}
		must(r.count == rows->column_count);
		rows->facts =
			arena_grow(a, rows->facts, rows->count, &capacity, sizeof(fact));
		rows->facts[rows->count++] = fact;
	}
}

const struct facts *facts_read(struct arena *a)
{
	struct facts *facts = arena_new(a, struct facts);
	for (enum fact_table t = 0; t < FACT_TABLES; t++)
		read_table(
			a, span_of(tables[t].bytes, *tables[t].count), &facts->table[t]);
	return facts;
}

struct span fact_field(
	const struct fact_rows *rows, const struct fact *fact, const char *column)
{
	for (unsigned i = 0; i < rows->column_count; i++)
		if (span_equal(rows->columns.field[i], span_from_cstr(column)))
			return fact->field[i];
	return SPAN("");
}

static bool has_word(const struct fact *fact, struct span word)
{
	for (size_t i = 0; i < FACT_FIELDS_MAX; i++)
		if (span_find_nocase(fact->field[i], word) != SPAN_NONE)
			return true;
	return false;
}

bool fact_has(const struct fact *fact, const struct span *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!has_word(fact, words[i]))
			return false;
	return true;
}
