/* OFAC's list in its old tables: sdn.csv (number, name, type, program, ..., remarks) and
 * sdn_comments.csv (number, more remarks). Specification: OFAC, "SDN List data
 * specifications" (dat_spec.txt).
 *
 * Remarks end after 1,000 characters, in the middle of an address where one stands there, and
 * go on in the other file. They are one text, and are read only when joined. */
#include "known/form.h"

#include <errno.h>
#include <stdlib.h>

#include "base/num.h"
#include "parse/csv.h"

enum { REMARKS_MAX = 1 << 20, SDN_COLUMNS = 12 };

struct entity {
	uint64_t number;
	size_t order;
	struct span name, program, remarks;
};

struct reading {
	struct arena *arena;
	struct known_list *list;
	struct entity *entities; /* of both files */
	size_t count, capacity;
};

static bool is_ofac(struct span text)
{
	struct span line = span_line(&text);
	struct arena *a = arena_create(1 << 20);
	struct csv_record r;
	uint64_t number;
	bool is = csv_next(a, &line, ',', &r) && r.count == SDN_COLUMNS &&
		  num_parse(r.field[0], UINT32_MAX, &number);
	arena_destroy(&a);
	return is;
}

static struct span meant(struct span field)
{
	field = span_trim(field);
	return span_equal(field, SPAN("-0-")) ? span_take(field, 0) : field;
}

/* "CYBER2] [DPRK3" is how several programs are written. */
static struct span programs(struct arena *a, struct span field)
{
	const struct span between = SPAN("] [");
	struct text t;
	size_t at;
	text_init(&t, a, field.n + 1);
	for (; (at = span_find(field, between)) != SPAN_NONE;
		field = span_skip(field, at + between.n)) {
		text_add(&t, span_take(field, at));
		text_add_cstr(&t, ", ");
	}
	text_add(&t, field);
	return text_span(&t);
}

static struct entity *add_entity(struct reading *g, uint64_t number)
{
	g->entities = arena_grow(
		g->arena, g->entities, g->count, &g->capacity, sizeof(*g->entities));
	struct entity *e = &g->entities[g->count];
	*e = (struct entity){ .number = number, .order = g->count++ };
	return e;
}

static int read_rows(
	struct reading *g, struct span text, bool comments, struct err *err_r)
{
	struct csv_record r;
	unsigned line = 0;
	while (csv_next(g->arena, &text, ',', &r)) {
		uint64_t number;
		line += r.lines;
		if (r.count == 1 && r.field[0].n == 1 && r.field[0].p[0] == 0x1A)
			continue; /* the end of file of an older world */
		if (r.broken || r.count < (comments ? 2u : SDN_COLUMNS) ||
			!num_parse(span_trim(r.field[0]), UINT32_MAX, &number))
			return err_set(err_r, EBADMSG,
				"line %u of %s is no row of OFAC's list", line,
				comments ? "the comments" : "the list");
		struct entity *e = add_entity(g, number);
		e->remarks = meant(r.field[comments ? 1 : SDN_COLUMNS - 1]);
		if (!comments) {
			e->name = meant(r.field[1]);
			e->program = programs(g->arena, meant(r.field[3]));
		}
	}
	return 0;
}

static int by_number(const void *x, const void *y)
{
	const struct entity *a = x, *b = y;
	return a->number != b->number ? (a->number < b->number ? -1 : 1)
	       : a->order < b->order  ? -1
				      : a->order > b->order;
}

/* "XBT 1abc" behind "Digital Currency Address - ", up to a semicolon or the end. */
static void take_address(
	struct reading *g, const struct entity *e, struct span said, size_t from)
{
	struct span rest = span_trim(said), asset = span_split(&rest, ' ');
	struct span address = span_trim(rest);
	if (address.n && address.p[address.n - 1] == '.')
		address.n--;
	if (!address.n || span_find_byte(address, ' ') != SPAN_NONE)
		return;
	struct known_row *row = known_form_put(g->arena, g->list, from, address, asset);
	row->name = e->name;
	row->program = e->program;
	row->reference = span_from_cstr(
		arena_printf(g->arena, "%llu", (unsigned long long)e->number));
}

static void take_addresses(struct reading *g, const struct entity *e, struct span remarks)
{
	const struct span mark = SPAN("Digital Currency Address - ");
	size_t from = g->list->count, at;
	while ((at = span_find(remarks, mark)) != SPAN_NONE) {
		remarks = span_skip(remarks, at + mark.n);
		struct span rest = remarks;
		take_address(g, e, span_split(&rest, ';'), from);
	}
}

static void take_entities(struct reading *g)
{
	if (g->count)
		qsort(g->entities, g->count, sizeof(*g->entities), by_number);
	for (size_t i = 0; i < g->count;) {
		struct text remarks;
		const struct entity *e = &g->entities[i];
		text_init(&remarks, g->arena, REMARKS_MAX);
		for (; i < g->count && g->entities[i].number == e->number; i++)
			text_add(&remarks, g->entities[i].remarks);
		take_addresses(g, e, text_span(&remarks));
	}
}

static int read_ofac(struct arena *a, struct span text, struct span beside,
	struct known_list *list, struct err *err_r)
{
	struct reading g = { .arena = a, .list = list };
	int r = read_rows(&g, text, false, err_r);
	r = r < 0 ? r : read_rows(&g, beside, true, err_r);
	if (r == 0)
		take_entities(&g);
	return r;
}

const struct known_form known_form_ofac = { "ofac",
	"sdn.csv of OFAC, with sdn_comments.csv as the second file", is_ofac, read_ofac,
	"sdn_comments.csv" };
