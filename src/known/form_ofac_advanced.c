/* OFAC's list in its advanced form, SDN_ADVANCED.XML (the UN's advanced sanctions data standard; OFAC,
 * "Advanced Sanctions List Standard: frequently asked questions"). Addresses are features of a
 * party; what a feature's number means stands at the beginning, and under which programs a party is
 * listed at the end, by its profile's number:
 *
 *	DateOfIssue / Year, Month, Day
 *	FeatureType ID="345"			Digital Currency Address - ETH
 *	DistinctParty
 *	  Profile ID="27307"
 *	    Identity / Alias Primary="true" / DocumentedName / ... / NamePartValue
 *	    Feature FeatureTypeID="345" / FeatureVersion / VersionDetail	the address
 *	SanctionsEntry ProfileID="27307" / SanctionsMeasure / Comment		the program
 *
 * Taken over whole or not at all: addresses behind a break would seem to have left the list. */
#include <errno.h>

#include "base/num.h"
#include "base/when.h"
#include "known/form.h"
#include "parse/file/xml.h"

enum { NAME_MAX = 1024, PROGRAMS_MAX = 1024 };

struct feature_type {
	struct span number, asset; /* "345", "ETH" */
};

struct reading {
	struct arena *arena;
	struct known_list *list;
	bool in_issue;		    /* its own day: */
	struct text issued;	    /* "2026-11-28" */
	struct span type;	    /* the number of the one that is read */
	struct feature_type *types; /* of addresses for payments */
	size_t type_count, type_capacity;
	/* The party that is read: */
	struct span profile;
	struct text name;
	bool has_name, in_primary; /* its first spelling is its name */
	size_t first_row;
	struct span asset; /* of the feature that is read; empty: no address */
	/* The entry: */
	struct span entry;
	bool in_measure;
	bool is_whole;
};

static bool is_advanced(struct span text)
{
	struct span head = span_take(text, 4096);
	return span_find(head, SPAN("<Sanctions")) != SPAN_NONE &&
	       (span_find(head, SPAN("sanctions/1.0")) != SPAN_NONE ||
		       span_find(head, SPAN("ADVANCED_XML")) != SPAN_NONE);
}

static struct span attribute(
	struct reading *g, const struct xml_tag *tag, const char *name)
{
	struct span value = xml_attribute(g->arena, tag, span_from_cstr(name));
	return value.p ? value : SPAN("");
}

static bool is_called(const struct xml_tag *tag, const char *name)
{
	return span_equal(tag->name, span_from_cstr(name));
}

static void add_type(struct reading *g, struct span number, struct span said)
{
	const struct span mark = SPAN("Digital Currency Address - ");
	if (!span_starts_with(said, mark))
		return;
	g->types = arena_grow(
		g->arena, g->types, g->type_count, &g->type_capacity, sizeof(*g->types));
	g->types[g->type_count++] =
		(struct feature_type){ number, span_trim(span_skip(said, mark.n)) };
}

static struct span asset_of(const struct reading *g, struct span number)
{
	for (size_t i = 0; i < g->type_count; i++)
		if (span_equal(g->types[i].number, number))
			return g->types[i].asset;
	return SPAN("");
}

static void add_address(struct reading *g, struct span address)
{
	if (!g->asset.n || !address.n)
		return;
	struct known_row *row =
		known_form_put(g->arena, g->list, g->first_row, address, g->asset);
	row->reference = g->profile;
}

static void end_party(struct reading *g)
{
	for (size_t i = g->first_row; i < g->list->count; i++)
		g->list->rows[i].name = text_span(&g->name);
}

/* Most entries are of parties without an address: they meet no row. */
static void add_program(struct reading *g, struct span program)
{
	for (size_t i = 0; i < g->list->count; i++) {
		struct known_row *row = &g->list->rows[i];
		if (!span_equal(row->reference, g->entry) ||
			span_find(row->program, program) != SPAN_NONE ||
			row->program.n + program.n > PROGRAMS_MAX)
			continue;
		row->program =
			row->program.n
				? span_from_cstr(arena_printf(g->arena, "%.*s, %.*s",
					  SPAN_ARG(row->program), SPAN_ARG(program)))
				: program;
	}
}

static void add_to_day(struct reading *g, const struct xml_tag *tag, struct span number)
{
	uint64_t n;
	bool year = is_called(tag, "Year");
	if ((year || is_called(tag, "Month") || is_called(tag, "Day")) &&
		num_parse(number, 9999, &n))
		text_printf(&g->issued, year ? "%04u" : "-%02u", (unsigned)n);
	if (is_called(tag, "DateOfIssue")) {
		g->in_issue = false;
		when_parse(text_span(&g->issued), &g->list->date_s);
	}
}

static void begin(struct reading *g, const struct xml_tag *tag)
{
	if (is_called(tag, "DateOfIssue") && !tag->is_empty) {
		g->in_issue = true;
		text_init(&g->issued, g->arena, 64);
	}
	if (is_called(tag, "FeatureType"))
		g->type = attribute(g, tag, "ID");
	else if (is_called(tag, "DistinctParty"))
		*g = (struct reading){ .arena = g->arena,
			.list = g->list,
			.types = g->types,
			.type_count = g->type_count,
			.type_capacity = g->type_capacity,
			.first_row = g->list->count };
	else if (is_called(tag, "Profile") && !tag->is_empty)
		g->profile = attribute(g, tag, "ID");
	else if (is_called(tag, "Alias"))
		g->in_primary = !g->has_name &&
				span_equal(attribute(g, tag, "Primary"), SPAN("true"));
	else if (is_called(tag, "Feature"))
		g->asset = asset_of(g, attribute(g, tag, "FeatureTypeID"));
	else if (is_called(tag, "SanctionsEntry"))
		g->entry = attribute(g, tag, "ProfileID");
	else if (is_called(tag, "SanctionsMeasure"))
		g->in_measure = !tag->is_empty;
}

static void add_name_part(struct reading *g, struct span part)
{
	if (!g->in_primary || g->has_name || !part.n)
		return;
	if (!g->name.arena)
		text_init(&g->name, g->arena, NAME_MAX);
	text_add_cstr(&g->name, g->name.n ? " " : "");
	text_add(&g->name, part);
}

/* What an element holds stands before its end. */
static void end(struct reading *g, const struct xml_tag *tag)
{
	struct span text = span_trim(xml_text(g->arena, tag->text));
	if (g->in_issue)
		add_to_day(g, tag, text);
	else if (is_called(tag, "FeatureType"))
		add_type(g, g->type, text);
	else if (is_called(tag, "NamePartValue"))
		add_name_part(g, text);
	else if (is_called(tag, "DocumentedName"))
		g->has_name |= g->in_primary;
	else if (is_called(tag, "Alias"))
		g->in_primary = false;
	else if (is_called(tag, "VersionDetail"))
		add_address(g, text);
	else if (is_called(tag, "Feature"))
		g->asset = SPAN("");
	else if (is_called(tag, "DistinctParty"))
		end_party(g);
	else if (is_called(tag, "Comment") && g->in_measure && text.n)
		add_program(g, text);
	else if (is_called(tag, "SanctionsMeasure"))
		g->in_measure = false;
	g->is_whole |= is_called(tag, "Sanctions");
}

static int read_advanced(struct arena *a, struct span text, struct span beside,
	struct known_list *list, struct err *err_r)
{
	struct reading g = { .arena = a, .list = list };
	struct span rest = xml_bytes(a, text);
	struct xml_tag tag;
	(void)beside;
	while (xml_next(&rest, &tag)) {
		g.is_whole = false; /* nothing follows the end */
		if (!tag.is_end)
			begin(&g, &tag);
		if (tag.is_end && !tag.is_empty)
			end(&g, &tag);
	}
	if (!g.is_whole || !span_ends_with(span_trim(text), SPAN(">")))
		return err_set(err_r, EBADMSG, "the list breaks off");
	return g.type_count ? 0
			    : err_set(err_r, EBADMSG,
				      "no features of this list are addresses for "
				      "payments");
}

const struct known_form known_form_ofac_advanced = { "ofac-advanced",
	"SDN_ADVANCED.XML of OFAC", is_advanced, read_advanced, NULL };
