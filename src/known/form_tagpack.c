/* GraphSense TagPacks: YAML, a pack's values first, then its tags, of which each may replace them
 * (graphsense-tagpack-tool, docs/README_tagpacks.md). libyaml reads; of its events only
 * scalars two levels deep are taken. Aliases stay unresolved, so that a small file stays small. */
#include "known/form.h"

#include <errno.h>
#include <yaml.h>

#include "base/when.h"

enum part {
	ADDRESS,
	CURRENCY,
	LABEL,
	CATEGORY,
	ABUSE,
	SOURCE,
	LASTMOD,
	CONFIDENCE,
	ACTOR,
	TITLE,
	CREATOR,
	PARTS
};

static const char *const part_names[PARTS] = { "address", "currency", "label", "category",
	"abuse", "source", "lastmod", "confidence", "actor", "title", "creator" };

/* Depths: 1 the pack, 2 its tags, 3 one tag. */
enum { IN_PACK = 1, IN_TAGS = 2, IN_TAG = 3 };

struct reading {
	struct arena *arena;
	struct known_list *list;
	struct span pack[PARTS], tag[PARTS];
	enum part key; /* whose value comes, or PARTS */
	bool key_read, tags_next, in_tags;
	unsigned depth;
};

static enum part part_of(struct span name)
{
	unsigned i = 0;
	while (i < PARTS && !span_equal(name, span_from_cstr(part_names[i])))
		i++;
	return (enum part)i;
}

static struct span value_of(const struct reading *g, enum part part)
{
	return g->tag[part].n ? g->tag[part] : g->pack[part];
}

static void end_tag(struct reading *g)
{
	if (g->tag[ADDRESS].n) {
		struct known_row *row = known_list_add(g->arena, g->list);
		struct span day = value_of(g, LASTMOD);
		row->address = g->tag[ADDRESS];
		row->asset = value_of(g, CURRENCY);
		row->name = value_of(g, LABEL);
		if (!row->name.n)
			row->name = value_of(g, ACTOR);
		row->program = value_of(g, ABUSE);
		if (!row->program.n)
			row->program = value_of(g, CATEGORY);
		row->reference = value_of(g, SOURCE);
		row->note = value_of(g, CONFIDENCE);
		if (day.n >= 10 && !when_parse(span_take(day, 10), &row->from_s))
			row->from_s = 0;
		if (row->from_s > g->list->date_s)
			g->list->date_s = row->from_s;
	}
	memset(g->tag, 0, sizeof(g->tag));
}

/* Keys and values take turns in a mapping. */
static bool is_key(struct reading *g)
{
	bool was = g->key_read;
	g->key_read = !was;
	return !was;
}

static void take_scalar(struct reading *g, struct span text)
{
	bool tag = g->in_tags && g->depth == IN_TAG;
	if (g->depth != IN_PACK && !tag)
		return;
	if (is_key(g)) {
		g->key = part_of(text);
		g->tags_next = g->depth == IN_PACK && span_equal(text, SPAN("tags"));
	} else if (g->key < PARTS) {
		(tag ? g->tag : g->pack)[g->key] = arena_copy(g->arena, span_trim(text));
	}
}

static void begin(struct reading *g)
{
	/* A mapping or list that is a value: its key has had it. */
	if (g->depth == IN_PACK)
		g->in_tags = g->key_read && g->tags_next;
	g->depth++;
	g->key_read = false;
}

static void end(struct reading *g)
{
	g->depth--;
	if (g->in_tags && g->depth == IN_TAGS)
		end_tag(g);
	g->key_read = false; /* what ended was the value */
}

/* False at the end. */
static bool take_event(struct reading *g, const yaml_event_t *e)
{
	switch (e->type) {
	case YAML_SCALAR_EVENT:
		take_scalar(g, span_of(e->data.scalar.value, e->data.scalar.length));
		break;
	case YAML_ALIAS_EVENT: take_scalar(g, SPAN("")); break;
	case YAML_MAPPING_START_EVENT:
	case YAML_SEQUENCE_START_EVENT: begin(g); break;
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT: end(g); break;
	case YAML_DOCUMENT_END_EVENT:
	case YAML_STREAM_END_EVENT: return false;
	default: break;
	}
	return true;
}

static int read_events(struct reading *g, yaml_parser_t *parser, struct err *err_r)
{
	yaml_event_t e;
	bool more = true;
	while (more) {
		if (!yaml_parser_parse(parser, &e))
			return err_set(err_r, EBADMSG, "line %zu: %s",
				parser->problem_mark.line + 1,
				parser->problem ? parser->problem : "no YAML");
		more = take_event(g, &e);
		yaml_event_delete(&e);
	}
	return 0;
}

static int read_tagpack(struct arena *a, struct span text, struct span beside,
	struct known_list *list, struct err *err_r)
{
	struct reading g = { .arena = a, .list = list };
	yaml_parser_t parser;
	(void)beside;
	if (!yaml_parser_initialize(&parser))
		return err_set(err_r, ENOMEM, "no memory for YAML");
	yaml_parser_set_input_string(&parser, text.p, text.n);
	int r = read_events(&g, &parser, err_r);
	yaml_parser_delete(&parser);
	if (r == 0 && !list->source.n && g.pack[TITLE].n)
		list->source = span_from_cstr(arena_printf(a, "%.*s (TagPack of %.*s)",
			SPAN_ARG(g.pack[TITLE]), SPAN_ARG(g.pack[CREATOR])));
	return r;
}

/* The head has a key of that name. */
static bool has_key(struct span head, struct span key)
{
	while (head.n)
		if (span_starts_with(span_line(&head), key))
			return true;
	return false;
}

static bool is_tagpack(struct span text)
{
	enum { HEAD_MAX = 4096 };
	struct span head = span_take(text, HEAD_MAX);
	return has_key(head, SPAN("title:")) && has_key(head, SPAN("creator:"));
}

const struct known_form known_form_tagpack = { "tagpack",
	"a TagPack of GraphSense (YAML): labels, categories, sources", is_tagpack,
	read_tagpack, NULL };
