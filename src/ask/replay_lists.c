/* Lists out of the rows of a world. */
#include "ask/replay_lists.h"

struct listed_row {
	struct listed_row *next;
	struct span address;
	struct lists_told told;
};

struct world_lists {
	struct listed_row *rows;
	bool old, none;
};

bool world_lists_knows(struct span word)
{
	return span_equal(word, SPAN("listed")) || span_equal(word, SPAN("lists"));
}

static int lists_row(struct world_line *l, struct world_lists *w)
{
	struct span word = world_word(l);
	w->old = span_equal(word, SPAN("old"));
	w->none = span_equal(word, SPAN("none"));
	return w->old || w->none ? 0 : world_bad(l, "lists are old or none");
}

static int listed_row(struct world_line *l, struct world_lists *w)
{
	static const char *const standings[STANDINGS] = { "nowhere", "listed", "stated",
		"then" };
	struct listed_row *row = arena_new(l->arena, struct listed_row);
	row->address = world_word(l);
	struct span standing = world_word(l);
	for (unsigned i = 1; i < STANDINGS; i++)
		if (span_equal(standing, span_from_cstr(standings[i])))
			row->told.standing = (enum lists_standing)i;
	if (!row->address.n || row->told.standing == STANDS_NOWHERE ||
		!world_value(l, &row->told.source) ||
		!span_equal(world_word(l), SPAN("as")) ||
		!world_value(l, &row->told.name))
		return world_bad(
			l, "want: ADDRESS listed|stated|then \"LIST\" as \"NAME\"");
	row->next = w->rows;
	w->rows = row;
	return 0;
}

int world_lists_row(struct world_line *l, struct span word, struct world_lists **lists)
{
	if (!*lists)
		*lists = arena_new(l->arena, struct world_lists);
	return span_equal(word, SPAN("lists")) ? lists_row(l, *lists)
					       : listed_row(l, *lists);
}

void world_lists_answer(
	const struct world_lists *lists, struct span address, struct lists_told *told_r)
{
	*told_r = (struct lists_told){ .status = LISTS_OK };
	if (!lists)
		return;
	for (const struct listed_row *row = lists->rows; row; row = row->next)
		if (span_equal_nocase(row->address, address))
			*told_r = row->told;
	told_r->status = lists->none ? LISTS_NONE : LISTS_OK;
	told_r->old = lists->old;
}
